import { studentQuantile } from './student.ts';
import { type WelchError, welchError } from './welch.ts';

/** Each variance makes a test need at least two units. */
const FEWEST = 2;

/** Standard deviations of ln of the units' values, without unit. */
export interface TwoSamples {
  readonly sdA: number;
  readonly nA: number;
  readonly sdB: number;
  readonly nB: number;
}

/**
 * Smallest ratio above 1 that paired units find with `power`, at a two-sided `alpha`: exp((t(1 − alpha/2) + t(power))·s/√k), k − 1 degrees
 * of freedom. Its inverse is the one below 1; less 1 it is the minimum detectable effect.
 * @param standardDeviation of ln of the units' ratios, without unit
 * @param units k ≥ 2
 */
export function detectableRatio(standardDeviation: number, units: number, power = 0.8, alpha = 0.05): number {
  return ratioAt({ standardError: standardDeviation / Math.sqrt(units), freedom: units - 1 }, power, alpha);
}

/** The same for independent units: standard error and degrees of freedom are Welch's. */
export function detectableRatioUnpaired({ sdA, nA, sdB, nB }: TwoSamples, power = 0.8, alpha = 0.05): number {
  return ratioAt(welchError({ variance: sdA ** 2, n: nA }, { variance: sdB ** 2, n: nB }), power, alpha);
}

/**
 * Fewest paired units that find a ratio of 1 + `delta`. A permutation test may need more before it can pass at all: `pairedUnitsToTest`.
 * @param delta share, 0.03 for 3 %
 */
export function unitsNeeded(standardDeviation: number, delta: number, power = 0.8, alpha = 0.05): number {
  return fewestWhere((units) => detectableRatio(standardDeviation, units, power, alpha) - 1, delta);
}

/** The same for independent units: fewest on each side, equally many. */
export function unitsNeededUnpaired(sdA: number, sdB: number, delta: number, power = 0.8, alpha = 0.05): number {
  return fewestWhere((n) => detectableRatioUnpaired({ sdA, nA: n, sdB, nB: n }, power, alpha) - 1, delta);
}

function ratioAt({ standardError, freedom }: WelchError, power: number, alpha: number): number {
  return Math.exp((studentQuantile(1 - alpha / 2, freedom) + studentQuantile(power, freedom)) * standardError);
}

/** `effect` falls with the number of units. */
function fewestWhere(effect: (units: number) => number, delta: number): number {
  if (!(delta > 0)) throw new RangeError(`no number of units finds an effect of ${delta}`);
  let enough = FEWEST;
  while (effect(enough) > delta) enough *= 2;
  let tooFew = enough === FEWEST ? FEWEST - 1 : enough / 2;
  while (enough - tooFew > 1) {
    const middle = Math.floor((tooFew + enough) / 2);
    if (effect(middle) > delta) tooFew = middle;
    else enough = middle;
  }
  return enough;
}
