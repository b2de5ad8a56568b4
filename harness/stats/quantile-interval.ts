import { binomialWindow } from './binomial.ts';
import type { SortedSample } from './sorted-sample.ts';

/** Ranks count from 1, as in the literature. */
export interface RankInterval {
  readonly low: number;
  readonly high: number;
  /** Exact probability that the interval contains the quantile. */
  readonly coverage: number;
}

/** In the unit of the sample. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** A tail that equals (1 − confidence)/2 but for rounding is small enough. */
const ROUNDING = 1e-12;

/**
 * Ranks of the order statistics that enclose the quantile `q` (0.5 for the median) with at least `confidence`, for any continuous
 * distribution: B ~ Binomial(n, q), low = largest rank with P(B ≤ low − 1) ≤ (1 − confidence)/2, high = smallest rank with P(B ≥ high)
 * ≤ the same. Null when n is too small: for 95 % below 6 for the median, below 36 for p90. Le Boudec, Performance Evaluation,
 * Table A.1; Hoefler & Belli SC'15, rule 6.
 */
export function quantileRanks(n: number, q: number, confidence = 0.95): RankInterval | null {
  const tail = ((1 - confidence) / 2) * (1 + ROUNDING);
  const { first, probabilities } = binomialWindow(n, q);
  let below = 0;
  let low = first;
  for (const probability of probabilities) {
    if (below + probability > tail) break;
    below += probability;
    low++;
  }
  let above = 0;
  let high = first + probabilities.length;
  for (let i = probabilities.length - 1; i >= 0; i--) {
    const probability = probabilities[i] as number;
    if (above + probability > tail) break;
    above += probability;
    high--;
  }
  if (low < 1 || high > n) return null;
  return { low, high, coverage: 1 - below - above };
}

/** The interval in the unit of the sample; null where `quantileRanks` is. */
export function quantileInterval(sample: SortedSample, q: number, confidence = 0.95): Interval | null {
  const ranks = quantileRanks(sample.length, q, confidence);
  if (ranks === null) return null;
  return { low: sample[ranks.low - 1] as number, high: sample[ranks.high - 1] as number };
}
