import { createHash } from 'node:crypto';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** A stream of uniform numbers in [0, 1), the same for the same seed on every Node version. */
export interface Random {
  next(): number;
  /** A whole number in [0, below). */
  below(limit: number): number;
}

/**
 * A stream named by what it is for. Two purposes never share a stream, so adding a draw in one place cannot change another:
 * `randomFor(seed, 'order', 3)` is the order of block 3, whatever else was drawn before.
 */
export function randomFor(seed: number, ...purpose: readonly (string | number)[]): Random {
  const digest = createHash('sha256')
    .update(JSON.stringify([seed, ...purpose]))
    .digest();
  const generator = xoroshiro128plus(digest.readInt32LE(0));
  const next = (): number => uniformFloat64(generator);
  return { next, below: (limit) => Math.floor(next() * limit) };
}

/** Fisher–Yates; returns a new array. */
export function shuffled<T>(items: readonly T[], random: Random): T[] {
  const result = [...items];
  for (let last = result.length - 1; last > 0; last--) {
    const other = random.below(last + 1);
    const kept = result[last] as T;
    result[last] = result[other] as T;
    result[other] = kept;
  }
  return result;
}
