import type { SortedSample } from './sorted-sample.ts';

/** Ranks count from 1, as in the literature. */
export interface RankInterval {
  readonly low: number;
  readonly high: number;
  /** Exact probability that the interval contains the quantile. */
  readonly coverage: number;
}

/**
 * Ranks of the order statistics that enclose the median with at least `confidence`, for any continuous distribution:
 * B ~ Binomial(n, ½), low = largest rank with P(B ≤ low − 1) ≤ (1 − confidence)/2, high = n + 1 − low.
 * Null when n is too small (below 6 for 95 %). Le Boudec, Performance Evaluation, Table A.1; Hoefler & Belli SC'15, rule 6.
 */
export function medianRanks(n: number, confidence = 0.95): RankInterval | null {
  const tail = (1 - confidence) / 2;
  let low = 0;
  let below = 0; // P(B ≤ low − 1)
  // In logarithms, because ½ⁿ underflows beyond n = 1074.
  let logTerm = -n * Math.LN2; // ln P(B = 0)
  for (let k = 0; k < n; k++) {
    const next = below + Math.exp(logTerm);
    if (next > tail) break;
    below = next;
    low = k + 1;
    logTerm += Math.log((n - k) / (k + 1));
  }
  if (low === 0) return null;
  return { low, high: n + 1 - low, coverage: 1 - 2 * below };
}

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** The interval in the units of the sample; null below 6 values at 95 %. */
export function medianInterval(sample: SortedSample, confidence = 0.95): Interval | null {
  const ranks = medianRanks(sample.length, confidence);
  if (ranks === null) return null;
  return { low: sample[ranks.low - 1] as number, high: sample[ranks.high - 1] as number };
}

/** Relative half-width: the larger side, so that a skewed interval does not look narrow. Null without an interval or at median 0. */
export function relativeHalfWidth(median: number, interval: Interval | null): number | null {
  if (interval === null || median <= 0) return null;
  return Math.max(interval.high - median, median - interval.low) / median;
}
