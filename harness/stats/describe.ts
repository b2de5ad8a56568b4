import { mean, medianAbsoluteDeviation, medianSorted, quantileSorted, sampleStandardDeviation } from 'simple-statistics';
import { type Interval, medianInterval } from './median-interval.ts';
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
  readonly mad: number;
  readonly p90: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
  readonly p999: number | null;
}

export function describe(values: Iterable<number>): Description | null {
  const sample = sortedSample(values);
  if (sample === null) return null;
  const list = Array.from(sample);
  return {
    n: sample.length,
    median: medianSorted(list),
    interval: medianInterval(sample),
    mean: mean(list),
    standardDeviation: list.length < 2 ? null : sampleStandardDeviation(list),
    minimum: list[0] as number,
    maximum: list[list.length - 1] as number,
    mad: medianAbsoluteDeviation(list),
    p90: tail(sample, 0.9),
    p95: tail(sample, 0.95),
    p99: tail(sample, 0.99),
    p999: tail(sample, 0.999),
  };
}

/** p99 of fewer than a thousand values is close to the maximum and says so little that it is left out (Hoefler & Belli, rule 8). */
const VALUES_BEYOND_PERCENTILE = 10;

function tail(sample: SortedSample, share: number): number | null {
  if (sample.length * (1 - share) < VALUES_BEYOND_PERCENTILE - 1e-9) return null;
  return quantileSorted(Array.from(sample), share);
}
