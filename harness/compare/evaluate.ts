import type { ComparedCell, DecisionRule } from '../core/comparison.ts';
import { type Random, randomFor } from '../core/random.ts';
import { mannWhitney } from '../stats/mann-whitney.ts';
import { pairedRatio, type RatioInterval, unpairedRatio } from '../stats/ratio-interval.ts';
import { signFlipTest } from '../stats/sign-flip.ts';
import type { Evidence, Plan } from './design.ts';

interface Bounds {
  readonly low: number;
  readonly high: number;
}

/** One cell in numbers, before it is known how many others are tested. */
export interface Evaluation {
  readonly ratio: number;
  /** 95 %, for what is shown and for `faster` and `slower`; null with fewer than two units on a side. */
  readonly wide: Bounds | null;
  /** 90 %: two one-sided tests at 5 %, for `equivalent`. */
  readonly narrow: Bounds | null;
  readonly method: ComparedCell['intervalMethod'];
  /** Of ln ratio, with the degrees of freedom that it was estimated by; null as above. */
  readonly error: { readonly standard: number; readonly freedom: number } | null;
  readonly p: number;
  /** That the test can give with these units. */
  readonly smallestP: number;
  readonly units: { readonly base: number; readonly new: number };
}

/**
 * Of Student's interval of the logarithms, at every number of units. Percentiles of resampled units are too narrow (92.5 % in place of 95 %
 * at 25 pairs), and of unpaired units they surround the ratio of arithmetic means, which is another one: docs/statistics-study.md.
 */
const CONFIDENCE = { wide: 0.95, narrow: 0.9 } as const;

/** `name` names the cell, so that its random patterns are the same whatever else is in the report. */
export function evaluate(plan: Plan, evidence: Evidence, { seed }: DecisionRule, name: string): Evaluation {
  const units = { base: evidence.base.length, new: evidence.new.length };
  const { p, smallestP } = tested(plan, evidence, randomFor(seed, 'sign-flip', name));
  if (Math.min(units.base, units.new) < 2) {
    const ratio = Math.exp(meanOfLogs(evidence.new) - meanOfLogs(evidence.base));
    return { ratio, wide: null, narrow: null, method: null, error: null, p, smallestP, units };
  }
  const student = studentInterval(plan, evidence, CONFIDENCE.wide);
  const { ratio, standardError, freedom } = student;
  return {
    ratio,
    wide: bounds(student),
    narrow: bounds(studentInterval(plan, evidence, CONFIDENCE.narrow)),
    method: plan.paired ? 'student' : 'welch',
    error: { standard: standardError, freedom },
    p,
    smallestP,
    units,
  };
}

function tested({ test }: Plan, { base, new: candidate }: Evidence, random: Random): { p: number; smallestP: number } {
  if (base.length === 0 || candidate.length === 0) return { p: 1, smallestP: 1 };
  if (test === 'mann-whitney') return mannWhitney(candidate, base);
  return signFlipTest(
    base.map((value, index) => Math.log((candidate[index] as number) / value)),
    random.next,
  );
}

function studentInterval({ paired }: Plan, { base, new: candidate }: Evidence, confidence: number): RatioInterval {
  return paired ? pairedRatio(base, candidate, confidence) : unpairedRatio(base, candidate, confidence);
}

function bounds({ low, high }: Bounds): Bounds {
  return { low, high };
}

function meanOfLogs(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + Math.log(value), 0) / values.length;
}
