import { describe, expect, it } from 'vitest';
import { detectableRatio, detectableRatioUnpaired, unitsNeeded, unitsNeededUnpaired } from './detectable-effect.ts';

describe('paired units', () => {
  it.each([
    [0.01, [1.44, 1.16, 1.0, 0.78, 0.66, 0.53], 4],
    [0.02, [2.89, 2.33, 2.01, 1.57, 1.33, 1.06], 6],
    [0.03, [4.37, 3.52, 3.03, 2.36, 2.0, 1.6], 11],
    [0.05, [7.38, 5.93, 5.1, 3.97, 3.36, 2.68], 25],
  ])('with a standard deviation of %f find what the table says', (standardDeviation, percents, needed) => {
    const found = [6, 8, 10, 15, 20, 30].map((k) => (detectableRatio(standardDeviation, k) - 1) * 100);
    found.forEach((percent, i) => {
      expect(Math.abs(percent - (percents[i] as number))).toBeLessThan(0.0051);
    });
    expect(unitsNeeded(standardDeviation, 0.03)).toBe(needed);
  });

  it('are enough at the number needed and not one below', () => {
    for (const delta of [0.005, 0.01, 0.1]) {
      const needed = unitsNeeded(0.04, delta);
      expect(detectableRatio(0.04, needed) - 1).toBeLessThanOrEqual(delta);
      if (needed > 2) expect(detectableRatio(0.04, needed - 1) - 1).toBeGreaterThan(delta);
    }
  });

  it('need to be two even where nothing varies, and never find a difference of 0', () => {
    expect(unitsNeeded(0, 0.03)).toBe(2);
    expect(() => unitsNeeded(0.01, 0)).toThrow(RangeError);
  });
});

describe('independent units', () => {
  it('with one spread are a paired design with √2 of it and twice the degrees of freedom', () => {
    // t(0.975) + t(0.8) with 10 degrees of freedom, as tables print them.
    const expected = Math.exp((2.228139 + 0.879058) * 0.02 * Math.sqrt(2 / 6));
    expect(detectableRatioUnpaired({ sdA: 0.02, nA: 6, sdB: 0.02, nB: 6 })).toBeCloseTo(expected, 6);
  });

  it('are enough at the number needed and not one below', () => {
    const needed = unitsNeededUnpaired(0.02, 0.05, 0.03);
    const at = (n: number): number => detectableRatioUnpaired({ sdA: 0.02, nA: n, sdB: 0.05, nB: n }) - 1;
    expect(at(needed)).toBeLessThanOrEqual(0.03);
    expect(at(needed - 1)).toBeGreaterThan(0.03);
  });
});
