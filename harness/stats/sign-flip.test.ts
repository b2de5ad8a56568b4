import fc from 'fast-check';
import { expect, it } from 'vitest';
import { signFlipTest } from './sign-flip.ts';
import { mulberry32 } from './testing/mulberry32.ts';

const logRatios = (a: readonly number[], b: readonly number[]): number[] =>
  a.map((value, i) => Math.log((b[i] as number) / value));
const never = (): number => {
  throw new Error('an exact test needs no random numbers');
};

it('gives 2 of 64 patterns for six blocks that all became faster', () => {
  const differences = logRatios([41.2, 43.0, 40.5, 42.1, 44.0, 41.7], [37.0, 38.9, 38.1, 36.8, 40.2, 37.5]);
  expect(signFlipTest(differences, never)).toEqual({ p: 0.03125, smallestP: 0.03125 });
});

it('gives 10 of 256 for eight blocks of which two became faster', () => {
  const differences = logRatios([100, 102, 98, 101, 99, 103, 100, 97], [103, 101, 100, 104, 98, 106, 102, 99]);
  expect(signFlipTest(differences, never).p).toBeCloseTo(0.0390625, 12);
});

it('says 1 where nothing differs', () => {
  expect(signFlipTest([0, 0, 0], never).p).toBe(1);
  expect(signFlipTest([0.1, -0.1], never).p).toBe(1);
});

it('has no answer without differences', () => {
  expect(() => signFlipTest([], never)).toThrow(RangeError);
});

const someDifferences = fc.array(fc.double({ min: -2, max: 2, noNaN: true }), { minLength: 1, maxLength: 11 });

it('is the share of all patterns, counted one by one', () => {
  fc.assert(
    fc.property(someDifferences, (differences) => {
      const least =
        Math.abs(signedSum(differences, 0)) -
        1e-12 *
          Math.max(
            1,
            differences.reduce((sum, d) => sum + Math.abs(d), 0),
          );
      const patterns = 2 ** differences.length;
      let hits = 0;
      for (let pattern = 0; pattern < patterns; pattern++) if (Math.abs(signedSum(differences, pattern)) >= least) hits++;
      expect(signFlipTest(differences, never).p).toBeCloseTo(hits / patterns, 12);
    }),
  );
});

function signedSum(differences: readonly number[], pattern: number): number {
  return differences.reduce((sum, d, i) => sum + ((pattern >> i) & 1 ? -d : d), 0);
}

it('is the same for the opposite differences, in any order', () => {
  fc.assert(
    fc.property(someDifferences, (differences) => {
      const opposite = differences.map((d) => -d).reverse();
      expect(signFlipTest(opposite, never).p).toBeCloseTo(signFlipTest(differences, never).p, 12);
    }),
  );
});

it('stays exact at 20 differences, where the smallest p is 2 of a million', () => {
  const rising = Array.from({ length: 20 }, (_, i) => 0.01 * (i + 1));
  expect(signFlipTest(rising, never)).toEqual({ p: 2 ** -19, smallestP: 2 ** -19 });
});

it('draws patterns above 20 differences, and comes close to the exact answer', () => {
  const differences = Array.from({ length: 40 }, (_, i) => (i < 26 ? 1 : -1));
  const { p, smallestP } = signFlipTest(differences, mulberry32(1));
  // P(|2X − 40| ≥ 12) for X ~ Binomial(40, ½).
  expect(Math.abs(p - 0.0807)).toBeLessThan(0.003);
  expect(smallestP).toBeCloseTo(1 / 100_001, 12);
  expect(signFlipTest(new Array(40).fill(1), mulberry32(2)).p).toBeCloseTo(1 / 100_001, 12);
});
