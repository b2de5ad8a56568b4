import fc from 'fast-check';
import { expect, it } from 'vitest';
import { binomialCoefficient, mannWhitney } from './mann-whitney.ts';

it('counts the orders of five and five boots', () => {
  const found = mannWhitney([12.1, 12.6, 11.9, 13.0, 12.4], [13.2, 13.8, 12.9, 14.1, 13.5]);
  expect(found.u).toBe(1);
  expect(found.p).toBeCloseTo(4 / 252, 12);
  expect(found.smallestP).toBeCloseTo(2 / 252, 12);
});

it('approximates where values are equal', () => {
  const found = mannWhitney([10, 10, 11, 12, 12, 13], [12, 13, 13, 14, 15, 15]);
  expect(found.u).toBe(3);
  expect(Math.abs(found.p - 0.018101)).toBeLessThan(1e-6);
});

it('says 1 where all values are equal', () => {
  expect(mannWhitney([3, 3, 3], [3, 3]).p).toBe(1);
});

it('has no answer without values', () => {
  expect(() => mannWhitney([], [1])).toThrow(RangeError);
  expect(() => mannWhitney([1], [Number.NaN])).toThrow(RangeError);
});

const different = (size: number): fc.Arbitrary<number[]> =>
  fc.uniqueArray(fc.integer({ min: -1000, max: 1000 }), { minLength: size, maxLength: size });

it('is the share of all choices of ranks, counted one by one', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 }), different(10), (n, m, values) => {
      const x = values.slice(0, n);
      const y = values.slice(n, n + m);
      const { u, p } = mannWhitney(x, y);
      expect(u).toBe(x.flatMap((a) => y.filter((b) => a > b)).length);
      const all = allU(n, m);
      const low = Math.min(u, n * m - u);
      expect(p).toBeCloseTo(Math.min(1, (2 * all.filter((other) => other <= low).length) / all.length), 12);
    }),
  );
});

/** U of every choice of n of the n + m ranks. */
function allU(n: number, m: number): number[] {
  const found: number[] = [];
  for (let set = 0; set < 2 ** (n + m); set++) {
    const isX = Array.from({ length: n + m }, (_, i) => (set >> i) & 1);
    if (isX.filter((one) => one === 1).length !== n) continue;
    found.push(isX.reduce<number>((u, one, i) => u + (one === 1 ? isX.slice(0, i).filter((other) => other === 0).length : 0), 0));
  }
  return found;
}

const someValues = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 30 });

it('does not change under a map that keeps the order', () => {
  fc.assert(
    fc.property(someValues, someValues, (x, y) => {
      const map = (value: number): number => Math.exp(value / 7) - 5;
      expect(mannWhitney(x.map(map), y.map(map))).toEqual(mannWhitney(x, y));
    }),
  );
});

it('has the same p when the samples are exchanged', () => {
  fc.assert(
    fc.property(someValues, someValues, (x, y) => {
      const one = mannWhitney(x, y);
      const other = mannWhitney(y, x);
      expect(other.u).toBe(x.length * y.length - one.u);
      expect(other.p).toBeCloseTo(one.p, 12);
    }),
  );
});

it('counts up to 20 and 20 values, and is close to the exact p beyond', () => {
  const odd = Array.from({ length: 20 }, (_, i) => 2 * i + 1);
  const even = Array.from({ length: 21 }, (_, i) => 2 * i + 10);
  // References: scipy.stats.mannwhitneyu(method='exact'), and 'asymptotic' for the last.
  expect(mannWhitney(odd, even.slice(0, 20)).p).toBeCloseTo(0.030411256039, 9);
  expect(Math.abs(mannWhitney(odd, even).p / 0.018409269 - 1)).toBeLessThan(0.08);
  expect(mannWhitney(odd, even).p).toBeCloseTo(0.019577853822, 9);
});

it('knows binomial coefficients exactly, and infinity beyond doubles', () => {
  expect(binomialCoefficient(40, 20)).toBe(137_846_528_820);
  expect(binomialCoefficient(2_000_000, 1_000_000)).toBe(Number.POSITIVE_INFINITY);
});
