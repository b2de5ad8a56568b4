import { binomialCoefficient } from './mann-whitney.ts';

/**
 * Paired units below which a sign-flip test cannot reach `alpha`, whatever it sees, after Holm's correction for `rows` tests: smallest k
 * with rows·2^(1 − k) ≤ alpha.
 */
export function pairedUnitsToTest(rows: number, alpha = 0.05): number {
  return fewest(alpha, (k) => rows * 2 ** (1 - k));
}

/** Units on each side below which a Mann-Whitney test cannot: smallest n with rows·2/C(2n, n) ≤ alpha. */
export function unpairedUnitsToTest(rows: number, alpha = 0.05): number {
  return fewest(alpha, (n) => (rows * 2) / binomialCoefficient(2 * n, n));
}

function fewest(alpha: number, smallestP: (units: number) => number): number {
  if (!(alpha > 0)) throw new RangeError(`no test reaches an alpha of ${alpha}`);
  let units = 1;
  while (smallestP(units) > alpha) units++;
  return units;
}
