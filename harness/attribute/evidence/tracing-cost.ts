import type { Part } from '../../core/layers.ts';
import { median } from '../../stats/median.ts';
import { groupBy } from '../group-by.ts';
import type { CellEvidence } from './cell-evidence.ts';
import { drawn, EVERYTHING } from './draw.ts';
import { PART_NAMES, type PartTimes, total } from './part-times.ts';

/** What tracing costs on one target. */
export interface TracingCost {
  readonly target: string;
  /** Traced over untraced latency; the median over cells. */
  readonly ratio: number;
  /** Of one event; the median over cells, not below 0. Null without a timeline. */
  readonly eventNs: number | null;
}

export function tracingCosts(cells: readonly CellEvidence[]): TracingCost[] {
  return [...groupBy(cells, ({ cell }) => cell.target)].flatMap(([target, own]) => {
    const costs = own.flatMap(costOf);
    if (costs.length === 0) return [];
    const events = costs.flatMap(({ eventNs }) => eventNs ?? []);
    return [
      {
        target,
        ratio: median(costs.map(({ ratio }) => ratio)),
        eventNs: events.length === 0 ? null : Math.max(0, median(events)),
      },
    ];
  });
}

/** A request that finds no room is tried again by a timer, or when another one is done: what is recorded of its attempts keeps nobody waiting. */
const TRIED_AGAIN: readonly Part[] = ['pool-wait', 'ring-wait'];
const KEEPS_WAITING = PART_NAMES.map((part) => !TRIED_AGAIN.includes(part));

/** Events by part, of those that make what they are part of longer. */
export function lengtheningEvents(events: PartTimes): PartTimes {
  return events.map((count, part) => (KEEPS_WAITING[part] ? count : 0));
}

function costOf({ boots }: CellEvidence): { ratio: number; eventNs: number | null }[] {
  const traced = boots.flatMap(({ passes }) => passes.flatMap(({ ns }) => ns ?? []));
  const { ns, traced: timeline } = drawn(boots, EVERYTHING);
  if (traced.length === 0 || ns === 0) return [];
  const tracedNs = median(traced);
  const events = timeline === null ? 0 : total(lengtheningEvents(timeline.events));
  return [{ ratio: tracedNs / ns, eventNs: events === 0 ? null : (tracedNs - ns) / events }];
}
