import type { LatencyHistogram } from '../../core/latency-histogram.ts';

export interface DistributionScale {
  readonly unitNs: number;
  /** Lines for each half of what is left up to 100 %. */
  readonly ticksPerHalfDistance: number;
}

/**
 * HdrHistogram's `outputPercentileDistribution`, line by line as its PercentileIterator steps: ever finer towards 100 %, a bucket as often
 * as levels fall into it. From the buckets that we have; the library would walk through all that could be.
 */
export function percentileDistribution(histogram: LatencyHistogram, scale: DistributionScale): string {
  const value = (ns: number): string => (ns / scale.unitNs).toFixed(3).padStart(12);
  const rows = steps(histogram, scale).map(
    ({ highestNs, level, below }) =>
      `${value(highestNs)} ${(level / 100).toFixed(12)} ${String(below).padStart(10)}${
        level === 100 ? '' : ` ${(1 / (1 - level / 100)).toFixed(2).padStart(14)}`
      }`,
  );
  return `${[
    '       Value     Percentile TotalCount 1/(1-Percentile)',
    '',
    ...rows,
    `#[Mean    = ${value(histogram.meanNs)}, StdDeviation   = ${value(histogram.standardDeviationNs)}]`,
    `#[Max     = ${value(histogram.maximumNs)}, Total count    = ${String(histogram.count).padStart(12)}]`,
  ].join('\n')}\n`;
}

interface Step {
  readonly highestNs: number;
  /** In percent. */
  readonly level: number;
  /** Values up to this bucket. */
  readonly below: number;
}

function steps({ buckets, count }: LatencyHistogram, { ticksPerHalfDistance }: DistributionScale): Step[] {
  const found: Step[] = [];
  let level = 0;
  let below = 0;
  for (const bucket of buckets) {
    below += bucket.count;
    const { highestNs } = bucket;
    while ((100 * below) / count >= level) {
      found.push({ highestNs, level, below });
      if (below === count) return [...found, { highestNs, level: 100, below }];
      const halves = Math.floor(Math.log2(100 / (100 - level))) + 1;
      level += 100 / (ticksPerHalfDistance * 2 ** halves);
    }
  }
  return found;
}
