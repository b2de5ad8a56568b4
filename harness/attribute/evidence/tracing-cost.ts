import { median } from '../../stats/median.ts';
import { groupBy } from '../group-by.ts';
import type { CellEvidence } from './cell-evidence.ts';
import { drawn, EVERYTHING } from './draw.ts';
import { total } from './part-times.ts';

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

function costOf({ boots }: CellEvidence): { ratio: number; eventNs: number | null }[] {
  const traced = boots.flatMap(({ passes }) => passes.flatMap(({ ns }) => ns ?? []));
  const { ns, traced: timeline } = drawn(boots, EVERYTHING);
  if (traced.length === 0 || ns === 0) return [];
  const tracedNs = median(traced);
  const events = timeline === null ? 0 : total(timeline.events);
  return [{ ratio: tracedNs / ns, eventNs: events === 0 ? null : (tracedNs - ns) / events }];
}
