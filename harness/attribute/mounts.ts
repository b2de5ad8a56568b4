import type { AttributedCell, MountAttribution, MountShare } from '../core/attribution.ts';
import { LAYERS, type Layer } from '../core/layers.ts';
import { sortedSample } from '../stats/sorted-sample.ts';
import { groupBy } from './group-by.ts';

/** The workload that makes every kind of operation about as often. */
const PROBE = 'probe';
/** Its loop that calls nothing. */
const NOTHING = 'null';

/** Each target's layers as shares of the time: means over its cells, which sum to 1. */
export function mountShares(cells: readonly AttributedCell[]): MountAttribution[] {
  return [...groupBy(cells, ({ target }) => target)].flatMap(([target, all]) => {
    const own = representative(all);
    const [first] = own;
    if (first === undefined) return [];
    return [
      { target, transport: first.transport, cells: own.length, shares: LAYERS.flatMap((layer) => shareOf(layer, own) ?? []) },
    ];
  });
}

/** Of the probe in one thread where it was measured: other workloads would count what they do most, and threads wait for each other. */
function representative(cells: readonly AttributedCell[]): readonly AttributedCell[] {
  const timed = cells.filter(({ medianNs }) => medianNs > 0);
  const probe = timed.filter(
    ({ workload, operation, concurrency }) => workload === PROBE && operation !== NOTHING && concurrency === 1,
  );
  return probe.length > 0 ? probe : timed;
}

/** Null for a layer that stands nowhere but with others. */
function shareOf(layer: Layer, cells: readonly AttributedCell[]): MountShare | null {
  const own = cells.map(({ layers }) => layers.find((share) => share.layer === layer));
  if (own.every((share) => share === undefined)) return null;
  const shares = own.map((share) => share?.share ?? 0);
  const sorted = sortedSample(shares);
  const merged = new Set(own.flatMap((share) => share?.mergedWith ?? []));
  const quartile = (q: number): number | null =>
    sorted === null || sorted.length < 4 ? null : (sorted[Math.floor(q * (sorted.length - 1))] ?? null);
  return {
    layer,
    share: shares.reduce((sum, share) => sum + share, 0) / shares.length,
    low: quartile(0.25),
    high: quartile(0.75),
    mergedWith: LAYERS.filter((other) => merged.has(other)),
  };
}
