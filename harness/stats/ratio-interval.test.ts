import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pairedRatio, type RatioInterval, unpairedRatio } from './ratio-interval.ts';

const expectInterval = (found: RatioInterval, low: number, high: number): void => {
  expect(Math.abs(found.low - low)).toBeLessThan(1e-6);
  expect(Math.abs(found.high - high)).toBeLessThan(1e-6);
};

describe('paired blocks', () => {
  it('give the interval of six faster blocks', () => {
    const a = [41.2, 43.0, 40.5, 42.1, 44.0, 41.7];
    const b = [37.0, 38.9, 38.1, 36.8, 40.2, 37.5];
    const found = pairedRatio(a, b, 0.95);
    expect(Math.abs(found.ratio - 0.904861)).toBeLessThan(1e-6);
    expect(found.freedom).toBe(5);
    expectInterval(found, 0.882293, 0.928005);
    expectInterval(pairedRatio(a, b, 0.9), 0.887122, 0.922954);
  });

  it('give the interval of eight blocks that are nearly equal', () => {
    const a = [100, 102, 98, 101, 99, 103, 100, 97];
    const b = [103, 101, 100, 104, 98, 106, 102, 99];
    const found = pairedRatio(a, b, 0.95);
    expect(Math.abs(found.ratio - 1.016122)).toBeLessThan(1e-6);
    expectInterval(found, 1.002131, 1.030309);
    expectInterval(pairedRatio(a, b, 0.9), 1.004897, 1.027473);
  });

  it('give the interval of six boot medians', () => {
    const found = pairedRatio([10.2, 10.8, 10, 10.5, 10.3, 10.2], [9.6, 10, 9.4, 9.8, 9.6, 9.8], 0.95);
    expect(Math.abs(found.ratio - 0.938812)).toBeLessThan(1e-6);
    expectInterval(found, 0.926273, 0.951521);
  });

  it('collapse where all ratios are equal', () => {
    const found = pairedRatio([1, 2, 4], [2, 4, 8], 0.95);
    expect(found.standardError).toBeLessThan(1e-15);
    expectInterval(found, 2, 2);
  });

  it('are refused when they are not pairs, too few, or have no logarithm', () => {
    expect(() => pairedRatio([1, 2], [1, 2, 3], 0.95)).toThrow(RangeError);
    expect(() => pairedRatio([1], [2], 0.95)).toThrow(RangeError);
    expect(() => pairedRatio([1, 0], [2, 2], 0.95)).toThrow(RangeError);
  });
});

describe('independent boots', () => {
  it("give Welch's interval, with degrees of freedom that are not whole", () => {
    // Reference: scipy.stats.ttest_ind(ln y, ln x, equal_var=False).confidence_interval(0.95).
    const found = unpairedRatio([12.1, 12.6, 11.9, 13.0, 12.4], [13.2, 13.8, 12.9, 14.1, 13.5], 0.95);
    expect(Math.abs(found.freedom - 7.997749116)).toBeLessThan(1e-6);
    expect(Math.abs(found.ratio - 1.088693272)).toBeLessThan(1e-6);
    expectInterval(found, 1.034711611, 1.145491195);
  });

  it('collapse where nothing varies', () => {
    const found = unpairedRatio([2, 2, 2], [3, 3], 0.95);
    expect(found).toMatchObject({ standardError: 0, freedom: 3 });
    expectInterval(found, 1.5, 1.5);
  });

  it('lean on the side that varies when the other does not', () => {
    expect(unpairedRatio([2, 2, 2, 2], [3, 4, 5], 0.95).freedom).toBeCloseTo(2, 9);
  });
});

const some = fc.array(fc.double({ min: 0.1, max: 100, noNaN: true }), { minLength: 2, maxLength: 12 });

it('is the inverse when base and candidate are exchanged', () => {
  const expectInverse = (one: RatioInterval, other: RatioInterval): void => {
    expect(Math.log(other.ratio)).toBeCloseTo(-Math.log(one.ratio), 9);
    expect(Math.log(other.low) + Math.log(one.high)).toBeCloseTo(0, 9);
    expect(Math.log(other.high) + Math.log(one.low)).toBeCloseTo(0, 9);
  };
  // More confidence with two values of ten thousand times each other ends at infinity.
  const confidence = 0.5;
  fc.assert(
    fc.property(some, some, (x, y) => {
      expectInverse(unpairedRatio(x, y, confidence), unpairedRatio(y, x, confidence));
      const n = Math.min(x.length, y.length);
      const [a, b] = [x.slice(0, n), y.slice(0, n)];
      expectInverse(pairedRatio(a, b, confidence), pairedRatio(b, a, confidence));
    }),
  );
});
