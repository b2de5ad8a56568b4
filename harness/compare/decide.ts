import type { ComparedCell, DecisionRule, UnsureReason, Verdict } from '../core/comparison.ts';
import { pairedUnitsToTest, unpairedUnitsToTest } from '../stats/fewest-units.ts';
import { studentQuantile } from '../stats/student.ts';
import type { Evaluation } from './evaluate.ts';

export interface Decision extends Pick<ComparedCell, 'detectable' | 'needed' | 'reason'> {
  readonly verdict: Verdict;
}

/** What the machine shows without any change. */
export interface CellFloor {
  /** Above 1. */
  readonly ratio: number;
  readonly alarm: boolean;
}

export interface DecisionContext {
  readonly rule: DecisionRule;
  readonly pAdjusted: number;
  /** Holm's m. */
  readonly tests: number;
  readonly paired: boolean;
  readonly floor: CellFloor | null;
}

export const LIMITS = {
  /** Fewer units than this say nothing of how units differ (Kalibera & Jones 2013, section 11). */
  fewestUnits: 5,
  power: 0.8,
  /** Nobody boots more often than this for one answer. */
  mostNeeded: 1000,
} as const;

/**
 * One verdict, by rules that were fixed before anything was measured:
 * 1. an alarm of the noise floor, or too few units: unsure;
 * 2. the 90 % interval inside the threshold: equivalent, also when a difference is certain, because it is too small to matter;
 * 3. told apart (Holm), the 95 % interval on one side of 1, and the ratio beyond the threshold: faster or slower;
 * 4. else unsure.
 * A noise floor above the threshold takes its place: less than what the machine shows without any change is no finding.
 */
export function decide(evaluation: Evaluation, context: DecisionContext): Decision {
  const { rule, pAdjusted, floor } = context;
  const limit = Math.max(Math.log1p(rule.threshold), floor === null ? 0 : Math.log(floor.ratio));
  const effect = Math.log(evaluation.ratio);
  const detectable = detectableRatio(evaluation, context);
  const unsure = (reason: UnsureReason): Decision => ({
    verdict: 'unsure',
    reason,
    detectable,
    needed: reason === 'noise-alarm' ? null : neededUnits(evaluation, context, limit),
  });
  const certain = (verdict: Verdict): Decision => ({ verdict, reason: null, detectable, needed: null });

  const { wide, narrow, units } = evaluation;
  if (floor?.alarm === true) return unsure('noise-alarm');
  if (wide === null || narrow === null || Math.min(units.base, units.new) < LIMITS.fewestUnits) return unsure('too-few-units');
  // Equivalence is claimed within what the user called small, never within what the machine cannot resolve.
  const band = Math.log1p(rule.threshold);
  if (limit === band && Math.log(narrow.low) >= -band && Math.log(narrow.high) <= band) return certain('equivalent');
  const isApart = pAdjusted <= rule.alpha && (wide.low > 1 || wide.high < 1);
  if (isApart && Math.abs(effect) > limit) return certain(effect > 0 ? 'slower' : 'faster');
  if (isApart) return unsure('near-threshold');
  return unsure(evaluation.smallestP * context.tests > rule.alpha ? 'too-few-units' : 'not-told-apart');
}

/** exp of the smallest |ln ratio| that is found in four of five tries; null where the test cannot fall below alpha at all. */
function detectableRatio({ error, smallestP }: Evaluation, { rule, tests }: DecisionContext): number | null {
  if (error === null || smallestP * tests > rule.alpha) return null;
  return Math.exp(quantiles(error.freedom, rule.alpha / tests) * error.standard);
}

/** At the level of the strictest of Holm's steps. */
function quantiles(freedom: number, alpha: number): number {
  return studentQuantile(1 - alpha / 2, freedom) + studentQuantile(LIMITS.power, freedom);
}

/**
 * More units per side until this cell has a verdict, if its ratio and spread stay as they are: enough for the test to be able to
 * succeed over all cells, and for the difference to be found, or, where it is smaller than the limit, for that to be shown.
 */
function neededUnits(evaluation: Evaluation, context: DecisionContext, limit: number): number | null {
  const { error, units } = evaluation;
  const { rule, tests, paired } = context;
  const now = Math.min(units.base, units.new);
  const effect = Math.abs(Math.log(evaluation.ratio));
  const testable = (paired ? pairedUnitsToTest : unpairedUnitsToTest)(tests, rule.alpha);
  const isEnough = (k: number): boolean => {
    const standard = (error?.standard ?? 0) * Math.sqrt(now / k);
    const freedom = paired ? k - 1 : 2 * k - 2;
    const isFound = effect > limit && quantiles(freedom, rule.alpha / tests) * standard <= effect;
    const isShownSmall = effect < limit && effect + studentQuantile(0.95, freedom) * standard <= limit;
    return isFound || isShownSmall;
  };
  const fewest = Math.max(now + 1, LIMITS.fewestUnits, testable);
  // One unit per side says nothing of the spread: all that can be said is what the test needs.
  if (error === null) return fewest - now;
  if (!isEnough(LIMITS.mostNeeded)) return null;
  return smallestWhere(isEnough, fewest, LIMITS.mostNeeded) - now;
}

/** By bisection: more units never make it worse. */
function smallestWhere(is: (k: number) => boolean, least: number, most: number): number {
  let low = least;
  let high = most;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (is(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
