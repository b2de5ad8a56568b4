import { mean, quantileSorted, sampleStandardDeviation } from 'simple-statistics';
import { medianInterval } from './median-interval.ts';
import type { Interval } from './quantile-interval.ts';
import { type SortedSample, sortedSample } from './sorted-sample.ts';

/** A view of a sample in the sample's own unit. Percentiles are null below ten expected values beyond them, never interpolated from less. */
export interface Description {
  readonly n: number;
  readonly median: number;
  readonly interval: Interval | null;
  readonly mean: number;
  readonly standardDeviation: number | null;
  readonly minimum: number;
  readonly maximum: number;
  /** Median of the absolute deviations from the median. */
  readonly mad: number;
  readonly p90: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
  readonly p999: number | null;
}

/** Null without a value or with one that is not finite. */
export function describe(values: Iterable<number> | ArrayLike<number>): Description | null {
  const sample = sortedSample(values);
  if (sample === null) return null;
  const list = asList(sample);
  const median = quantileSorted(list, 0.5);
  return {
    n: sample.length,
    median,
    interval: medianInterval(sample),
    mean: mean(list),
    standardDeviation: sample.length < 2 ? null : sampleStandardDeviation(list),
    minimum: sample[0] as number,
    maximum: sample[sample.length - 1] as number,
    mad: medianDeviation(sample, median),
    p90: tail(sample, 0.9),
    p95: tail(sample, 0.95),
    p99: tail(sample, 0.99),
    p999: tail(sample, 0.999),
  };
}

/** simple-statistics only indexes what it calls an array, and copying a million values would take longer than to describe them. */
function asList(sample: SortedSample): number[] {
  return sample as unknown as number[];
}

/** Deviations grow from the median to both ends: the middle ones are found by walking outwards, and nothing is sorted again. */
function medianDeviation(sample: SortedSample, median: number): number {
  const n = sample.length;
  let right = n >> 1;
  let left = right - 1;
  const next = (): number => {
    const below = left >= 0 ? median - (sample[left] as number) : Number.POSITIVE_INFINITY;
    const above = right < n ? Math.abs((sample[right] as number) - median) : Number.POSITIVE_INFINITY;
    if (below <= above) left--;
    else right++;
    return Math.min(below, above);
  };
  const middle = (n - 1) >> 1;
  for (let i = 0; i < middle; i++) next();
  const lower = next();
  return n % 2 === 1 ? lower : lower + 0.5 * (next() - lower);
}

/** p99 of fewer than a thousand values is close to the maximum and says so little that it is left out (Hoefler & Belli, rule 8). */
const VALUES_BEYOND_PERCENTILE = 10;

function tail(sample: SortedSample, share: number): number | null {
  if (sample.length * (1 - share) < VALUES_BEYOND_PERCENTILE - 1e-9) return null;
  return quantileSorted(asList(sample), share);
}
