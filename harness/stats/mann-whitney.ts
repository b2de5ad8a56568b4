import { normalUpperTail } from './normal.ts';
import type { PermutationResult } from './sign-flip.ts';

/** Up to this product of the sizes, and without ties, p is counted and not approximated. */
const MOST_EXACT = 400;

export interface MannWhitney extends PermutationResult {
  /** Pairs with x above y, ties as half a pair. */
  readonly u: number;
}

/**
 * Rank-sum test, two-sided, of two independent samples in one unit. Exact counts without ties and n·m ≤ 400, else the normal
 * approximation with corrections for ties and continuity. Mann & Whitney 1947; Lehmann, Nonparametrics, 1975, chapter 1.
 */
export function mannWhitney(x: ArrayLike<number>, y: ArrayLike<number>): MannWhitney {
  const n = x.length;
  const m = y.length;
  if (n === 0 || m === 0) throw new RangeError(`samples of ${n} and ${m} values cannot be compared`);
  const { u, ties } = compareRanks(new Float64Array(x).sort(), new Float64Array(y).sort());
  const smallestP = Math.min(1, 2 / binomialCoefficient(n + m, Math.min(n, m)));
  if (ties === 0 && n * m <= MOST_EXACT) {
    return { u, p: Math.min(1, 2 * (lowerTails(n, m)[Math.min(u, n * m - u)] as number)), smallestP };
  }
  const all = n + m;
  const variance = ((n * m) / 12) * (all + 1 - ties / (all * (all - 1)));
  const distance = Math.max(0, Math.abs(u - (n * m) / 2) - 0.5);
  // Only equal values: nothing speaks for a difference.
  const p = variance <= 0 ? 1 : Math.min(1, 2 * normalUpperTail(distance / Math.sqrt(variance)));
  return { u, p, smallestP };
}

/** Both ascending. `ties` is Σ(t³ − t) over the groups of equal values in both together. */
function compareRanks(x: Float64Array, y: Float64Array): { u: number; ties: number } {
  let u = 0;
  let ties = 0;
  let i = 0;
  let j = 0;
  while (i < x.length || j < y.length) {
    const value = Math.min(x[i] ?? Number.POSITIVE_INFINITY, y[j] ?? Number.POSITIVE_INFINITY);
    const iBefore = i;
    const jBefore = j;
    while (i < x.length && x[i] === value) i++;
    while (j < y.length && y[j] === value) j++;
    const size = i - iBefore + j - jBefore;
    if (size === 0) throw new RangeError('a value is not a number');
    u += (i - iBefore) * (jBefore + (j - jBefore) / 2);
    ties += size * (size * size - 1);
  }
  return { u, ties };
}

const known = new Map<string, Float64Array>();

/** P(U ≤ u) for every u, without ties. The counts are the coefficients of the Gaussian binomial, exact in doubles up to n·m = 400. */
function lowerTails(n: number, m: number): Float64Array {
  const key = `${Math.min(n, m)},${Math.max(n, m)}`;
  const before = known.get(key);
  if (before !== undefined) return before;
  const tails = new Float64Array(n * m + 1);
  tails[0] = 1;
  const small = Math.min(n, m);
  const large = Math.max(n, m);
  for (let i = 1; i <= small; i++) {
    for (let u = n * m; u >= large + i; u--) tails[u] = (tails[u] as number) - (tails[u - large - i] as number);
    for (let u = i; u <= n * m; u++) tails[u] = (tails[u] as number) + (tails[u - i] as number);
  }
  const total = binomialCoefficient(n + m, small);
  let sum = 0;
  for (let u = 0; u <= n * m; u++) {
    sum += tails[u] as number;
    tails[u] = sum / total;
  }
  known.set(key, tails);
  return tails;
}

/** Exact while a double can be; infinite where it is too large for one. */
export function binomialCoefficient(n: number, k: number): number {
  let result = 1;
  for (let i = 1; i <= k && result < Number.POSITIVE_INFINITY; i++) result = (result * (n - k + i)) / i;
  return result;
}
