import type { Random } from '../../core/random.ts';
import { CurveProfile, type Range, type Region, type ShapeSearch, timesAt } from './curve-profile.ts';

/** Enough for two digits of a 95 % interval. */
const RESAMPLES = 499;

/**
 * Percentile intervals from runs drawn again at every point. Of r runs r − 1 are drawn: r draws would make the variance of a mean too
 * small by (r − 1)/r, which for few runs is much (McCarthy & Snowden, The Bootstrap and Finite Population Sampling, 1985).
 */
export function bootstrapTimes(
  points: readonly { readonly runs: readonly number[] }[],
  search: ShapeSearch,
  confidence: number,
  random: Random,
): Region {
  const times = Array.from({ length: RESAMPLES }, () => {
    const resampled = points.map(({ runs }) => {
      const drawn = Array.from({ length: runs.length - 1 }, () => runs[random.below(runs.length)] as number);
      return { logThroughput: Math.log(geometricMean(drawn)), weight: 1 };
    });
    return timesAt(new CurveProfile(resampled, search).best());
  });
  return {
    serviceNs: middle(
      times.map(({ serviceNs }) => serviceNs),
      confidence,
    ),
    delayNs: middle(
      times.map(({ delayNs }) => delayNs),
      confidence,
    ),
  };
}

/** Errors of throughput are relative ones: the mean of the logarithms belongs to the least squares of logarithms. */
export function geometricMean(values: readonly number[]): number {
  const [first, ...others] = values;
  // Without a way through the logarithm, which would not give back the last digit.
  if (first !== undefined && others.length === 0) return first;
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
}

function middle(values: number[], confidence: number): Range {
  values.sort((a, b) => a - b);
  const below = Math.round(((1 - confidence) / 2) * (values.length + 1));
  return { low: values[below - 1] as number, high: values[values.length - below] as number };
}
