import { medianOfSorted } from './median.ts';

/** What a series is best described by, if it has two levels. */
export interface LevelShift {
  /** First values behind the changes: one for a step, two for a while at another level and back. */
  readonly at: readonly number[];
  /** 0 to 1: share of the spread; the same for any location and scale. A monotone function of the largest t over all places. */
  readonly explained: number;
}

export interface LevelShifts {
  readonly step: LevelShift | null;
  readonly bump: LevelShift | null;
}

/** Below this relative spread values differ by rounding only. */
const ROUNDING = 1e-12;

/**
 * The best of all places with at least `fewest` values between two changes or a change and an end. A bump is told apart because a single
 * step describes badly what got slow and was repaired (circular binary segmentation: Olshen & Venkatraman, Biostatistics 2004).
 */
export function levelShifts(values: readonly number[], fewest: number): LevelShifts {
  const n = values.length;
  const sums = new Float64Array(n + 1);
  const spread = n < 2 * fewest ? 0 : centredSums(winsorised(values), sums);
  let size = 0;
  for (let at = 0; at < n; at++) size = Math.max(size, Math.abs(values[at] as number));
  if (!(spread > n * (ROUNDING * size) ** 2)) return { step: null, bump: null };
  const step = bestStep(sums, fewest);
  const bump = bestBump(sums, fewest);
  return {
    step: { at: [step.from], explained: Math.min(1, step.most / spread) },
    bump: bump.most < 0 ? null : { at: [bump.from, bump.to], explained: Math.min(1, bump.most / spread) },
  };
}

interface Best {
  readonly from: number;
  readonly to: number;
  /** Sum of squares that the difference of levels accounts for; negative where there is no place. */
  readonly most: number;
}

function bestStep(sums: Float64Array, fewest: number): Best {
  const n = sums.length - 1;
  let from = 0;
  let most = -1;
  for (let at = fewest; at <= n - fewest; at++) {
    const explained = ((sums[at] as number) ** 2 * n) / (at * (n - at));
    if (explained > most) {
      most = explained;
      from = at;
    }
  }
  return { from, to: n, most };
}

/** All pairs of places: the square of the length, which is what a simulation spends its time on. */
function bestBump(sums: Float64Array, fewest: number): Best {
  const n = sums.length - 1;
  let best: Best = { from: 0, to: 0, most: -1 };
  for (let count = fewest; count <= n - 2 * fewest; count++) {
    let from = 0;
    let most = 0;
    for (let start = fewest; start + count <= n - fewest; start++) {
      const sum = (sums[start + count] as number) - (sums[start] as number);
      if (sum * sum > most) {
        most = sum * sum;
        from = start;
      }
    }
    const explained = (most * n) / (count * (n - count));
    if (from > 0 && explained > best.most) best = { from, to: from + count, most: explained };
  }
  return best;
}

/** Fills `sums` with the sums of the first k deviations from the mean, and returns the sum of their squares. */
function centredSums(values: Float64Array, sums: Float64Array): number {
  let total = 0;
  for (let at = 0; at < values.length; at++) total += values[at] as number;
  const mean = total / values.length;
  let squares = 0;
  for (let at = 0; at < values.length; at++) {
    const deviation = (values[at] as number) - mean;
    sums[at + 1] = (sums[at] as number) + deviation;
    squares += deviation * deviation;
  }
  return squares;
}

/**
 * So many values at either end count as the next one: a slow boot neither makes a level nor hides one, and a level, which has more,
 * keeps its place. Values that stand out of their neighbours must not be cut: of boots in two modes that leaves runs of one mode.
 */
const EXTREMES = 1;

/** What lies still further out, in standard deviations of a normal distribution as the median absolute deviation tells them. */
const FARTHEST = 4;
const NORMAL_PER_MAD = 1.4826;

/** In loops, as centredSums: a simulation does this a million times, and what is made for each value of it is most of the work. */
function winsorised(values: readonly number[]): Float64Array {
  const result = new Float64Array(values);
  const sorted = new Float64Array(values).sort();
  const centre = medianOfSorted(sorted);
  const distances = new Float64Array(values.length);
  for (let at = 0; at < values.length; at++) distances[at] = Math.abs((values[at] as number) - centre);
  const mad = medianOfSorted(distances.sort());
  // More than half of the values may be equal where the clock is coarse.
  const reach = mad === 0 ? Number.POSITIVE_INFINITY : FARTHEST * NORMAL_PER_MAD * mad;
  const low = Math.max(sorted[EXTREMES] as number, centre - reach);
  const high = Math.min(sorted[sorted.length - 1 - EXTREMES] as number, centre + reach);
  for (let at = 0; at < result.length; at++) result[at] = Math.min(high, Math.max(low, result[at] as number));
  return result;
}
