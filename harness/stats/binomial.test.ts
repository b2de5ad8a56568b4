import fc from 'fast-check';
import { expect, it } from 'vitest';
import { atLeast, clopperPearson, twoSidedSign } from './binomial.ts';

it('finds three false positives of 25 possible, and four alarming', () => {
  const interval = clopperPearson(3, 25, 0.95);
  expect(interval.low).toBeCloseTo(0.025465, 5);
  expect(interval.high).toBeCloseTo(0.31219, 5);
  expect(atLeast(3, 25, 0.05)).toBeCloseTo(0.127106, 6);
  expect(atLeast(4, 25, 0.05)).toBeCloseTo(0.034091, 6);
});

it('finds 16 of 17 signs one way no accident', () => {
  expect(Math.abs(twoSidedSign(16, 17) - 36 / 2 ** 17)).toBeLessThan(1e-15);
  expect(twoSidedSign(1, 17)).toBe(twoSidedSign(16, 17));
  expect(twoSidedSign(4, 8)).toBe(1);
});

it('has an interval that ends at 0 without a hit and at 1 without a miss', () => {
  const none = clopperPearson(0, 10, 0.95);
  expect(none.low).toBe(0);
  expect(none.high).toBeCloseTo(1 - 0.025 ** 0.1, 12);
  const all = clopperPearson(10, 10, 0.95);
  expect(all.low).toBeCloseTo(0.025 ** 0.1, 12);
  expect(all.high).toBe(1);
});

it('is exact far out, and for certain outcomes', () => {
  expect(atLeast(40, 40, 0.05) / 0.05 ** 40).toBeCloseTo(1, 10);
  expect(atLeast(0, 40, 0.05)).toBeCloseTo(1, 12);
  expect(atLeast(3, 5, 1)).toBe(1);
  expect(atLeast(1, 5, 0)).toBe(0);
});

it('is the sum of the products, term by term', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 30 }), fc.nat(30), fc.double({ min: 0.01, max: 0.99, noNaN: true }), (n, some, p) => {
      const k = some % (n + 1);
      let sum = 0;
      let choices = 1;
      for (let i = 0; i <= n; i++) {
        if (i >= k) sum += choices * p ** i * (1 - p) ** (n - i);
        choices = (choices * (n - i)) / (i + 1);
      }
      expect(Math.abs(atLeast(k, n, p) / sum - 1)).toBeLessThan(1e-9);
    }),
  );
});
