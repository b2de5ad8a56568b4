import type { Tail } from '../core/attribution.ts';
import type { CellEvidence } from './evidence/cell-evidence.ts';
import { meanTimes, total } from './evidence/part-times.ts';
import type { Context } from './explain/context.ts';
import { allocationsOf } from './explain/traced.ts';
import { layerShares } from './layer-shares.ts';

/** Of a part at least: an average cost of events must not wipe it out. */
const LEAST_LEFT = 0.1;

/**
 * The slowest tenth of the traced operations, less what tracing cost them: single operations without tracing are not timed apart. Null
 * where no step had ten of them.
 */
export function tailOf({ boots }: CellEvidence, context: Context): Tail | null {
  const timelines = boots.flatMap(({ passes }) => passes.flatMap(({ timeline }) => timeline ?? []));
  const bands = timelines.flatMap(({ tail }) => tail ?? []);
  if (bands.length === 0) return null;
  const seen = meanTimes(bands.map(({ times }) => times));
  // Events are counted over all operations; a slow one has about as many.
  const events = meanTimes(timelines.map((timeline) => timeline.events));
  const times = seen.map((ns, part) => Math.max(LEAST_LEFT * ns, ns - (events[part] as number) * context.eventNs));
  const meanNs = total(times);
  const layers = layerShares(allocationsOf(times, ['trace'], context), meanNs, context);
  return { meanNs, layers: layers.map(({ layer, ns, share, mergedWith }) => ({ layer, ns, share, mergedWith })) };
}
