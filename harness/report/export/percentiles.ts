import type { LatencyHistogram } from '../../core/latency-histogram.ts';

/** A percentile needs this many values beyond it; below that it is the maximum by another name (Hoefler & Belli, rule 8). */
const VALUES_BEYOND = 10;
const SHARES = [0.5, 0.9, 0.95, 0.99, 0.999, 0.9999] as const;

/** Those that the number of values allows; the median always. */
export function percentilesOf({ buckets, count }: LatencyHistogram): { share: number; valueNs: number }[] {
  const allowed = SHARES.filter((share) => share === 0.5 || count * (1 - share) >= VALUES_BEYOND - 1e-9);
  return allowed.map((share) => {
    let below = 0;
    const bucket = buckets.find((candidate) => {
      below += candidate.count;
      return below >= count * share - 1e-9;
    });
    return { share, valueNs: bucket?.highestNs ?? 0 };
  });
}
