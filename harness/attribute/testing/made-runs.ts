import type { Cell } from '../../core/cell.ts';
import type { CounterRow } from '../../core/counting.ts';
import type { Part } from '../../core/layers.ts';
import type { Transport } from '../../core/transport.ts';
import type { RunFigures, Step } from '../evidence/gather.ts';

/** One operation as it truly is, in ns by part; what is written of it is what the harness would have seen. */
export interface MadeCell {
  readonly operation: string;
  readonly transport: Transport;
  readonly parts: Readonly<Partial<Record<Part, number>>>;
  /** Of `request`, `ring` and `bounce`: how much the thread does itself. */
  readonly eitherOnCpu?: number;
  /** Requests by type, of one operation. */
  readonly requests?: Readonly<Record<string, number>>;
  readonly workload?: string;
  readonly concurrency?: number;
  /** For commands: their CPU times are given, and nothing of them is traced but their requests. */
  readonly command?: { readonly elapsedNs: number; readonly userNs: number; readonly systemNs: number };
}

export interface MadeRun {
  readonly cells: readonly MadeCell[];
  /** Factors on everything, one for each block. */
  readonly blocks?: readonly number[];
  /** The same for the traced passes; none: no trace. */
  readonly passes?: readonly number[];
  /** What an event costs, and how many there are in each part; and of attempts that nobody waits for. */
  readonly event?: { readonly ns: number; readonly perPart: number; readonly ofAttempts?: number };
  readonly hasThreadTimes?: boolean;
  /** Parts that the kernel has no events for. */
  readonly missing?: readonly Part[];
  readonly boot?: number;
}

const OPERATIONS = 10;
const ON_CPU: readonly Part[] = ['program', 'system-call', 'doorbell'];
const EITHER: readonly Part[] = ['request', 'ring', 'bounce'];
const OF_REQUESTS: readonly Part[] = ['request', 'ring', 'bounce', 'doorbell', 'away', 'interrupt'];

export function madeRun(run: MadeRun): RunFigures {
  const runId = `run-${run.boot ?? 0}`;
  const figures = run.cells.map((cell) => ({
    steps: stepsOf(cell, run),
    counters: cell.transport === 'other' ? [] : countersOf(cell, run, runId),
  }));
  return { runId, steps: figures.flatMap(({ steps }) => steps), counters: figures.flatMap(({ counters }) => counters) };
}

function madeCell({ operation, transport, workload = 'probe', concurrency = 1 }: MadeCell): Cell {
  const cacheState = 'guest-warm/host-warm';
  return { workload, preset: 'tiny', phase: operation, operation, target: transport, transport, concurrency, cacheState };
}

function stepsOf(
  made: MadeCell,
  { blocks = [1], passes = [], event = { ns: 0, perPart: 0 }, hasThreadTimes = true, boot = 0 }: MadeRun,
): Step[] {
  const cell = madeCell(made);
  const bootId = `boot-${boot}`;
  const { command } = made;
  if (command !== undefined) {
    const values = { elapsed: command.elapsedNs, user: command.userNs, system: command.systemNs };
    return blocks.map((_, block) => ({ cell, bootId, block, isTraced: false, operations: 1, values }));
  }
  const step = (factor: number, block: number, isTraced: boolean): Step => {
    const own = Object.entries(made.parts) as [Part, number][];
    const traced = (part: Part, ns: number): number => factor * ns + (isTraced ? costlyEventsIn(part, event) * event.ns : 0);
    const sum = (weight: (part: Part) => number): number =>
      own.reduce((total, [part, ns]) => total + weight(part) * traced(part, ns), 0);
    const usage = {
      cpu: OPERATIONS * sum((part) => onCpu(made, part)),
      runqueue: OPERATIONS * sum((part) => (part === 'run-queue' ? 1 : 0)),
    };
    const latency = sum(() => 1);
    const values = { latency, elapsed: OPERATIONS * latency, ...(hasThreadTimes ? usage : {}) };
    return { cell, bootId, block, isTraced, operations: OPERATIONS, values };
  };
  return [
    ...blocks.map((factor, block) => step(factor, block, false)),
    ...passes.map((factor, pass) => step(factor, blocks.length + pass, true)),
  ];
}

/** Of a part, how much the thread does itself. */
function onCpu({ eitherOnCpu = 1 }: MadeCell, part: Part): number {
  return ON_CPU.includes(part) ? 1 : EITHER.includes(part) ? eitherOnCpu : 0;
}

/** Nobody counts events of what was not there. */
function eventsIn(part: Part, { perPart, ofAttempts = 0 }: NonNullable<MadeRun['event']>): number {
  if (part === 'pool-wait') return ofAttempts;
  return part === 'run-queue' ? 0 : perPart;
}

function costlyEventsIn(part: Part, event: NonNullable<MadeRun['event']>): number {
  return part === 'pool-wait' ? 0 : eventsIn(part, event);
}

function countersOf(
  made: MadeCell,
  { blocks = [1], passes = [], event = { ns: 0, perPart: 0 }, missing = [], boot = 0 }: MadeRun,
  runId: string,
): CounterRow[] {
  const operations = made.command === undefined ? OPERATIONS : 1;
  return passes.flatMap((factor, pass) => {
    const row = (source: string, counter: string, key: string | null, subkey: string | null, value: number): CounterRow => ({
      ...madeCell(made),
      ...{ runId, bootId: `boot-${boot}`, block: blocks.length + pass, order: pass, pass: 'traced', operations },
      ...{ source, counter, key, subkey, unit: 'count', value, reason: null, emulated: false },
    });
    const own = Object.entries(made.parts) as [Part, number][];
    const traced = (part: Part, ns: number): number => factor * ns + costlyEventsIn(part, event) * event.ns;
    const requests = Object.entries(made.requests ?? {});
    const all = requests.reduce((sum, [, count]) => sum + count, 0);
    const counted = requests.map(([type, count]) => row('fuse', 'requests', type, null, count * operations));
    if (made.command !== undefined) return counted;
    return [
      ...counted,
      ...missing.map((part) => ({ ...row('timeline', 'missing', part, null, 0), value: null, reason: 'no such event' })),
      row('timeline', 'operations', null, 'all', OPERATIONS),
      ...own.flatMap(([part, ns]) => [
        row('timeline', 'time', part, 'all', OPERATIONS * traced(part, ns)),
        row('timeline', 'events', part, 'all', OPERATIONS * eventsIn(part, event)),
        row('timeline', 'on-cpu', part, 'all', OPERATIONS * onCpu(made, part) * traced(part, ns)),
        row('timeline', 'runnable', part, 'all', part === 'run-queue' ? OPERATIONS * traced(part, ns) : 0),
      ]),
      row('timeline', 'operations', null, 'tail', 1),
      ...own.map(([part, ns]) => row('timeline', 'time', part, 'tail', 3 * traced(part, ns))),
      ...requests.flatMap(([type, count]) => [
        row('timeline', 'requests-timed', type, null, OPERATIONS * count),
        ...OF_REQUESTS.map((part) =>
          row('timeline', 'request-time', type, part, (OPERATIONS * count * traced(part, made.parts[part] ?? 0)) / all),
        ),
      ]),
    ];
  });
}
