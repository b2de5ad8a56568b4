import { reduceRows } from './row-echelon.ts';

/** A sum of parameters that the data know, although not each of its terms: `2·b_bounce + b_hostR`. */
export interface Terms<Name extends string> {
  readonly terms: readonly { readonly parameter: Name; readonly factor: number }[];
  readonly text: string;
}

const SNAPPING = {
  /** A factor is taken for the whole number that it misses by less: directions of measured data are never exact. */
  tolerance: 0.02,
  /** Halves, thirds and quarters become whole numbers. */
  largestMultiplier: 4,
  /** Rounding, relative to the largest factor. Bytes and pages differ by thousands, and both are meant. */
  dust: 1e-9,
} as const;

/**
 * What stays the same along all given directions, as few terms and as few minus signs as possible: one sum for each parameter but those
 * that the directions leave free. An estimable function is orthogonal to the null space (Searle, Linear Models, 5.4).
 * @param directions of equal length, linearly independent, one entry per name
 */
export function knownSums<Name extends string>(
  names: readonly Name[],
  directions: readonly (readonly number[])[],
): Terms<Name>[] {
  let best: { readonly sums: readonly number[][]; readonly cost: number } | null = null;
  for (const free of choose(names.length, directions.length)) {
    const solved = reduceRows(directions, free);
    if (solved === null) continue;
    const sums = names.flatMap((_, index) => (free.includes(index) ? [] : [sumAround(index, free, solved, names.length)]));
    const cost = sums.flat().reduce((total, factor) => total + (factor < 0 ? MINUS_COST : 0) + Math.abs(factor), 0);
    if (best === null || cost < best.cost) best = { sums, cost };
  }
  return (best?.sums ?? []).map((factors) => termsOf(names, factors));
}

/** A difference says less to people than any sum does, however large its factors. */
const MINUS_COST = 1e12;

/** The direction with whole numbers where it has them; the first entry is positive. */
export function readable<Name extends string>(names: readonly Name[], direction: readonly number[]): Terms<Name> {
  const first = direction.find((entry) => entry !== 0) ?? 1;
  return termsOf(names, whole(direction.map((entry) => entry * Math.sign(first))));
}

function sumAround(index: number, free: readonly number[], solved: readonly (readonly number[])[], length: number): number[] {
  const factors = new Array<number>(length).fill(0);
  factors[index] = 1;
  free.forEach((column, k) => {
    factors[column] = -(solved[k]?.[index] ?? 0);
  });
  return whole(factors);
}

/** Scaled so that the smallest factor is 1 (or 2, 3, 4 where that makes the others whole); as they are where nothing helps. */
function whole(factors: readonly number[]): number[] {
  const largest = Math.max(...factors.map(Math.abs));
  const kept = factors.map((factor) => (Math.abs(factor) > SNAPPING.dust * largest ? factor : 0));
  const smallest = Math.min(...kept.filter((factor) => factor !== 0).map(Math.abs));
  for (let multiplier = 1; multiplier <= SNAPPING.largestMultiplier; multiplier++) {
    const scaled = kept.map((factor) => (factor * multiplier) / smallest);
    const isWhole = scaled.every((factor) => Math.abs(factor - Math.round(factor)) <= SNAPPING.tolerance * Math.abs(factor));
    if (isWhole) return scaled.map(Math.round);
  }
  return kept;
}

function termsOf<Name extends string>(names: readonly Name[], factors: readonly number[]): Terms<Name> {
  const terms = names
    .map((parameter, index) => ({ parameter, factor: factors[index] ?? 0 }))
    .filter(({ factor }) => factor !== 0);
  const text = terms
    .map(({ parameter, factor }, index) => {
      const size = Math.abs(factor);
      const product = size === 1 ? parameter : `${Number.isInteger(size) ? size : Number(size.toPrecision(3))}·${parameter}`;
      if (index === 0) return factor < 0 ? `−${product}` : product;
      return `${factor < 0 ? '−' : '+'} ${product}`;
    })
    .join(' ');
  return { terms, text };
}

function* choose(length: number, count: number, from = 0): Generator<number[]> {
  if (count === 0) {
    yield [];
    return;
  }
  for (let first = from; first <= length - count; first++) {
    for (const rest of choose(length, count - 1, first + 1)) yield [first, ...rest];
  }
}
