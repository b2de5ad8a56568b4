import { type Cell, cellKey } from '../../core/cell.ts';
import type { CounterRow } from '../../core/counting.ts';
import type { Metric } from '../../core/sample.ts';
import type { Transport } from '../../core/transport.ts';
import { groupBy } from '../group-by.ts';
import type { BlockTimes, BootEvidence, CellEvidence, TracedPass } from './cell-evidence.ts';
import { bouncedOf, requestsOf } from './request-rows.ts';
import { missingParts, requestTimesOf, timelineOf } from './timeline-rows.ts';

/** One step of samples.csv with all its values, as `harness/record/read-steps.ts` reads it. */
export interface Step {
  readonly cell: Cell;
  readonly bootId: string | null;
  readonly block: number;
  readonly isTraced: boolean;
  readonly operations: number;
  readonly values: Readonly<Partial<Record<Metric, number>>>;
}

/** What the files of one run hold. */
export interface RunFigures {
  readonly runId: string;
  readonly steps: readonly Step[];
  /** Empty where nothing was counted. */
  readonly counters: readonly CounterRow[];
}

/** Everything that is known of each cell, in the order of measuring; cells without a valid figure are left out. */
export function gatherEvidence(runs: readonly RunFigures[]): CellEvidence[] {
  const cells = new Map<string, Gathered>();
  for (const { runId, steps } of runs) {
    for (const step of steps) {
      const key = cellKey(step.cell);
      const cell = cells.get(key) ?? { cell: step.cell, steps: [], counters: [] };
      cells.set(key, cell);
      cell.steps.push({ ...step, runId });
    }
  }
  for (const { counters } of runs) for (const row of counters) cells.get(cellKey(row))?.counters.push(row);
  return [...cells.values()].flatMap((cell) => evidenceOf(cell) ?? []);
}

interface Gathered {
  readonly cell: Cell;
  readonly steps: StepOfRun[];
  readonly counters: CounterRow[];
}

/** Two runs may lie in one boot. */
interface StepOfRun extends Step {
  readonly runId: string;
}

function evidenceOf({ cell, steps, counters }: Gathered): CellEvidence | null {
  const timed = steps.filter(({ isTraced, values }) => !isTraced && primaryOf(values) !== null);
  const [first] = timed;
  if (first === undefined) return null;
  const bootOf = ({ bootId }: { readonly bootId: string | null }): string | null => bootId;
  const traced = groupBy(
    steps.filter(({ isTraced }) => isTraced),
    bootOf,
  );
  const counted = groupBy(counters, bootOf);
  const boots = [...groupBy(timed, bootOf)].map(([bootId, own]): BootEvidence => {
    return { blocks: own.map(blockTimes), passes: passesOf(counted.get(bootId) ?? [], traced.get(bootId) ?? []) };
  });
  return {
    cell,
    metric: first.values.latency === undefined ? 'elapsed' : 'latency',
    boots,
    operations: first.operations,
    requests: requestsOf(counters),
    requestTimes: requestTimesOf(counters),
    missing: missingParts(counters),
    bounced: DRIVERS[cell.transport] === null ? null : bouncedOf(counters, DRIVERS[cell.transport] as RegExp),
  };
}

/** The driver whose mappings are this mount's, as counters.csv names devices; null where no device is the mount's alone. */
const DRIVERS = {
  virtiofs: /^virtiofs@/,
  '9p-virtio': /^9pnet_virtio@/,
  native: /^(?:virtio_blk|virtio_scsi|hv_storvsc)@/,
  '9p-socket': null,
  drvfs: null,
  fuse: null,
  memory: null,
  network: null,
  other: null,
  overlay: null,
} as const satisfies Readonly<Record<Transport, RegExp | null>>;

function primaryOf({ latency, elapsed }: Step['values']): number | null {
  return latency ?? elapsed ?? null;
}

function blockTimes({ values, operations }: Step): BlockTimes {
  const each = (value: number | undefined): number | null => (value === undefined ? null : value / operations);
  return {
    ns: primaryOf(values) ?? 0,
    onCpuNs: each(values.cpu),
    runQueueNs: each(values.runqueue),
    userNs: each(values.user),
    systemNs: each(values.system),
  };
}

/** The counters of a step know its block, and so do its samples: the pass makes each cell once in a block. */
function passesOf(counters: readonly CounterRow[], traced: readonly StepOfRun[]): TracedPass[] {
  const passOf = ({ runId, block }: Pick<CounterRow, 'runId' | 'block'>): string => `${runId} ${block}`;
  const rows = groupBy(
    counters.filter(({ pass }) => pass === 'traced'),
    passOf,
  );
  const steps = new Map(traced.map((step) => [passOf(step), blockTimes(step)]));
  return [...new Set([...rows.keys(), ...steps.keys()])].map((pass) => {
    return { ns: steps.get(pass)?.ns ?? null, timeline: timelineOf(rows.get(pass) ?? []) };
  });
}
