/** Up to here all patterns are counted. */
const MOST_EXACT = 20;
const RANDOM_PATTERNS = 100_000;
/** Sums that differ only by rounding count as equal; relative to the sum of all sizes where that is above 1. */
const TOLERANCE = 1e-12;
const SIGNS_PER_DRAW = 32;

export interface PermutationResult {
  /** Two-sided. */
  readonly p: number;
  /** What p could at best be with so many values: no test at a smaller alpha can ever pass. */
  readonly smallestP: number;
}

/**
 * Paired permutation test of "no difference", for the differences of pairs in any one unit (here logarithms of ratios): the share of the
 * 2^k patterns of signs whose sum is at least as far from 0. Exact to 20 differences; above, 100,000 random patterns with
 * p = (1 + hits)/(1 + patterns). Fisher, The Design of Experiments, 1935, section 21; Phipson & Smyth 2010 for the random one.
 * @param random uniform in [0, 1), with at least 32 random bits; not drawn from up to 20 differences
 */
export function signFlipTest(differences: readonly number[], random: () => number): PermutationResult {
  if (differences.length === 0) throw new RangeError('no differences to test');
  const sizes = differences.map(Math.abs);
  const tolerance = TOLERANCE * Math.max(1, total(sizes));
  const least = Math.abs(total(differences)) - tolerance;
  if (differences.length <= MOST_EXACT) {
    const patterns = 2 ** differences.length;
    return { p: least <= 0 ? 1 : (2 * patternsAbove(sizes, least)) / patterns, smallestP: 2 / patterns };
  }
  return { p: (1 + randomHits(sizes, least, random)) / (1 + RANDOM_PATTERNS), smallestP: 1 / (1 + RANDOM_PATTERNS) };
}

/** Patterns whose sum is ≥ `least`: every sum of one half meets the sums of the other, so that 2·2^(k/2) are made and not 2^k. */
function patternsAbove(sizes: readonly number[], least: number): number {
  const half = sizes.length >> 1;
  const first = signedSums(sizes.slice(0, half));
  const second = signedSums(sizes.slice(half));
  let count = 0;
  let from = second.length;
  for (const sum of first) {
    while (from > 0 && sum + (second[from - 1] as number) >= least) from--;
    count += second.length - from;
  }
  return count;
}

/** Ascending. */
function signedSums(sizes: readonly number[]): Float64Array {
  const sums = new Float64Array(2 ** sizes.length);
  let made = 1;
  for (const size of sizes) {
    for (let i = 0; i < made; i++) {
      const sum = sums[i] as number;
      sums[i] = sum - size;
      sums[made + i] = sum + size;
    }
    made *= 2;
  }
  return sums.sort();
}

function randomHits(sizes: readonly number[], least: number, random: () => number): number {
  let hits = 0;
  for (let pattern = 0; pattern < RANDOM_PATTERNS; pattern++) {
    let sum = 0;
    for (let from = 0; from < sizes.length; from += SIGNS_PER_DRAW) {
      let signs = Math.floor(random() * 2 ** SIGNS_PER_DRAW);
      const to = Math.min(sizes.length, from + SIGNS_PER_DRAW);
      for (let i = from; i < to; i++) {
        sum += (signs & 1) === 0 ? (sizes[i] as number) : -(sizes[i] as number);
        signs >>>= 1;
      }
    }
    if (Math.abs(sum) >= least) hits++;
  }
  return hits;
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
