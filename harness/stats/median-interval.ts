import { type Interval, quantileInterval, quantileRanks, type RankInterval } from './quantile-interval.ts';
import type { SortedSample } from './sorted-sample.ts';

/** Ranks that enclose the median with at least `confidence`; null when n is too small (below 6 for 95 %). */
export function medianRanks(n: number, confidence = 0.95): RankInterval | null {
  return quantileRanks(n, 0.5, confidence);
}

/** The interval of the median in the units of the sample; null below 6 values at 95 %. */
export function medianInterval(sample: SortedSample, confidence = 0.95): Interval | null {
  return quantileInterval(sample, 0.5, confidence);
}

/** Relative half-width: the larger side, so that a skewed interval does not look narrow. Null without an interval or at median 0. */
export function relativeHalfWidth(median: number, interval: Interval | null): number | null {
  if (interval === null || median <= 0) return null;
  return Math.max(interval.high - median, median - interval.low) / median;
}
