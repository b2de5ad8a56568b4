import { mean, sampleVariance } from 'simple-statistics';
import { studentQuantile } from './student.ts';
import { welchError } from './welch.ts';

/** Of candidate over base: without unit, below 1 when the candidate is smaller. */
export interface RatioInterval {
  /** Of geometric means. */
  readonly ratio: number;
  readonly low: number;
  readonly high: number;
  /** Of ln ratio. */
  readonly standardError: number;
  /** Of Student's t behind the interval; rarely whole where the values are not paired. */
  readonly freedom: number;
}

/**
 * Ratio of paired values, all > 0 in one unit, at least two pairs: exp(mean d ± t(k − 1)·s_d/√k) with d = ln(candidate/base). The
 * interval collapses where all ratios are equal.
 */
export function pairedRatio(base: readonly number[], candidate: readonly number[], confidence: number): RatioInterval {
  if (base.length !== candidate.length) throw new RangeError(`${base.length} values cannot be paired with ${candidate.length}`);
  const from = logarithms(base);
  const differences = logarithms(candidate).map((value, i) => value - (from[i] as number));
  const standardError = Math.sqrt(sampleVariance(differences) / differences.length);
  return interval(mean(differences), standardError, differences.length - 1, confidence);
}

/** Ratio of independent values, all > 0 in one unit, at least two on each side: Welch's t interval of the means of logarithms. */
export function unpairedRatio(base: readonly number[], candidate: readonly number[], confidence: number): RatioInterval {
  const from = logarithms(base);
  const to = logarithms(candidate);
  const { standardError, freedom } = welchError(
    { variance: sampleVariance(from), n: from.length },
    { variance: sampleVariance(to), n: to.length },
  );
  return interval(mean(to) - mean(from), standardError, freedom, confidence);
}

function interval(logRatio: number, standardError: number, freedom: number, confidence: number): RatioInterval {
  const reach = studentQuantile((1 + confidence) / 2, freedom) * standardError;
  return { ratio: Math.exp(logRatio), low: Math.exp(logRatio - reach), high: Math.exp(logRatio + reach), standardError, freedom };
}

function logarithms(values: readonly number[]): number[] {
  if (values.length < 2) throw new RangeError(`the spread of ${values.length} values is unknown`);
  return values.map((value) => {
    if (!(value > 0 && value < Number.POSITIVE_INFINITY)) throw new RangeError(`${value} has no ratio to other values`);
    return Math.log(value);
  });
}
