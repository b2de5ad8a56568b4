import type { Attribution, Evidence } from '../../core/attribution.ts';
import type { CounterRow } from '../../core/counting.ts';
import type { Breakdown } from '../break-down.ts';
import { mountKind } from '../mount-kind.ts';
import type { ThreadTimes } from './thread-times.ts';
import { whyNoTimeline } from './timeline-rows.ts';

const PROBE = 'probe';

/** Which kinds of evidence these runs hold, and what they lack and why. */
export function evidenceIn({ cells, threadTimes }: Breakdown, counters: readonly CounterRow[]): Attribution['evidence'] {
  const timelines = cells.filter(({ point }) => point.traced !== null).length;
  const passes = cells
    .flatMap(({ evidence }) => evidence.boots.map((boot) => boot.passes.filter(({ timeline }) => timeline !== null).length))
    .reduce((most, each) => Math.max(most, each), 0);
  const probe = cells.filter(({ evidence }) => evidence.cell.workload === PROBE).length;
  const controls = cells.filter(({ evidence }) => !mountKind(evidence.cell.transport).hasFarSide).length;
  const counted = cells.filter(({ evidence }) => evidence.requests !== null).length;
  const used = (kind: Evidence): number =>
    cells.filter(({ layers }) => layers.some(({ evidence }) => evidence.includes(kind))).length;
  return [
    {
      kind: 'trace',
      available: timelines > 0,
      detail:
        timelines > 0
          ? `${timelines} of ${cells.length} cells, ${count(passes, 'traced pass', 'traced passes')}${unseen(cells)}`
          : noTrace(counters),
    },
    {
      kind: 'thread-time',
      available: used('thread-time') > 0,
      detail: threadTimeDetail(cells, threadTimes),
    },
    {
      kind: 'controls',
      available: controls > 0,
      detail:
        controls > 0
          ? count(controls, 'cell on tmpfs or a local disk', 'cells on tmpfs or a local disk')
          : 'nothing was measured on tmpfs or a local disk',
    },
    {
      kind: 'probe-slopes',
      available: probe > 0,
      detail: probe > 0 ? `${count(probe, 'cell', 'cells')} of the probe, for the model` : 'the probe was not measured',
    },
    {
      kind: 'counted-requests',
      available: counted > 0,
      detail: counted > 0 ? `${counted} of ${cells.length} cells` : 'requests were not counted by type',
    },
    {
      kind: 'run-pair',
      available: used('run-pair') > 0,
      detail:
        used('run-pair') > 0
          ? `${count(used('run-pair'), 'cell', 'cells')} by boots without bounce buffers`
          : 'no boots that differ in having no bounce buffers (--beside), or a trace that makes them needless',
    },
    {
      kind: 'host-probe',
      available: used('host-probe') > 0,
      detail: used('host-probe') > 0 ? count(used('host-probe'), 'cell', 'cells') : 'nothing was timed on the far side',
    },
  ];
}

/** Loops by the clocks of their threads, commands by what the kernel adds up for their processes. */
function threadTimeDetail(cells: Breakdown['cells'], { detail }: ThreadTimes): string {
  const loops = cells.filter(({ evidence }) => evidence.metric === 'latency');
  const usable = loops.filter(({ layers }) => layers.some(({ evidence }) => evidence.includes('thread-time'))).length;
  const commands = cells.length - loops.length;
  const parts = [
    ...(loops.length === 0 ? [] : [`${detail}; ${usable} of ${loops.length} loops`]),
    ...(commands === 0 ? [] : [count(commands, 'command', 'commands')]),
  ];
  return parts.join(' and ');
}

/** Parts without events, which therefore hide in others. */
function unseen(cells: Breakdown['cells']): string {
  const missing = new Set(cells.flatMap(({ evidence }) => [...evidence.missing]));
  return missing.size === 0 ? '' : `; this kernel shows no ${[...missing].join(', ')}`;
}

function noTrace(counters: readonly CounterRow[]): string {
  return (
    whyNoTimeline(counters) ??
    (counters.some(({ pass }) => pass === 'traced')
      ? 'the traced pass has no timeline'
      : 'no traced pass (mntbench run --counters trace, as root)')
  );
}

function count(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`;
}
