import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { medianInterval, medianRanks, relativeHalfWidth } from './median-interval.ts';
import { quantileInterval, quantileRanks } from './quantile-interval.ts';
import { type SortedSample, sortedSample } from './sorted-sample.ts';
import { mulberry32 } from './testing/mulberry32.ts';

describe('ranks of the median interval', () => {
  it.each([
    [6, 1, 6, 0.96875],
    [8, 1, 8, 0.99219],
    [9, 2, 8, 0.96094],
    [10, 2, 9, 0.97852],
    [12, 3, 10, 0.96143],
    [15, 4, 12, 0.96484],
    [20, 6, 15, 0.95861],
    [30, 10, 21, 0.95723],
    [50, 18, 33, 0.96716],
    [100, 40, 61, 0.9648],
  ])('n = %i gives ranks %i and %i', (n, low, high, coverage) => {
    const ranks = medianRanks(n);
    expect(ranks).toMatchObject({ low, high });
    expect(ranks?.coverage).toBeCloseTo(coverage, 4);
  });

  it('has none below six values', () => {
    expect([1, 2, 3, 4, 5].map((n) => medianRanks(n))).toEqual([null, null, null, null, null]);
  });

  it('is whole where a tail is exactly what is allowed', () => {
    expect(medianRanks(6, 0.96875)).toMatchObject({ low: 1, high: 6 });
  });

  it('stays exact where ½ⁿ underflows', () => {
    const ranks = medianRanks(1_000_000);
    expect(ranks).toMatchObject({ low: 499_020, high: 500_981 });
    expect(ranks?.coverage).toBeGreaterThan(0.95);
    expect(ranks?.coverage).toBeLessThan(0.9503);
  });

  it('contains the true median in about 95 % of samples', () => {
    const uniform = mulberry32(1);
    let inside = 0;
    for (let run = 0; run < 2000; run++) {
      const sample = sortedSample(Array.from({ length: 10 }, uniform));
      const interval = sample === null ? null : medianInterval(sample);
      if (interval !== null && interval.low <= 0.5 && 0.5 <= interval.high) inside++;
    }
    expect(inside / 2000).toBeGreaterThan(0.965);
    expect(inside / 2000).toBeLessThan(0.99);
  });
});

describe('ranks of other quantiles', () => {
  it.each([
    [36, 29, 36, 0.95396],
    [100, 84, 96, 0.95569],
  ])('p90 of n = %i lies between ranks %i and %i', (n, low, high, coverage) => {
    const ranks = quantileRanks(n, 0.9);
    expect(ranks).toMatchObject({ low, high });
    expect(ranks?.coverage).toBeCloseTo(coverage, 5);
  });

  it.each([
    [0.9, 36],
    [0.95, 72],
    [0.99, 368],
    [0.999, 3688],
  ])('an interval of the quantile %f first exists at n = %i', (q, n) => {
    expect(quantileRanks(n - 1, q)).toBeNull();
    expect(quantileRanks(n, q)).not.toBeNull();
  });

  it('mirror those of the opposite quantile', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3000 }), fc.integer({ min: 1, max: 99 }), (n, percent) => {
        const ranks = quantileRanks(n, percent / 100);
        const opposite = quantileRanks(n, 1 - percent / 100);
        expect(opposite === null).toBe(ranks === null);
        if (ranks === null || opposite === null) return;
        expect(opposite.low).toBe(n + 1 - ranks.high);
        expect(opposite.coverage).toBeGreaterThanOrEqual(0.95 - 1e-9);
      }),
    );
  });

  it('are those values of the sample', () => {
    const sample = sortedSample(Array.from({ length: 100 }, (_, i) => 10 * (i + 1))) as SortedSample;
    expect(quantileInterval(sample, 0.9)).toEqual({ low: 840, high: 960 });
    expect(quantileInterval(sample, 0.999)).toBeNull();
  });
});

it('the relative half-width is that of the longer side', () => {
  expect(relativeHalfWidth(10, { low: 9, high: 13 })).toBeCloseTo(0.3, 12);
  expect(relativeHalfWidth(0, { low: 0, high: 1 })).toBeNull();
  expect(relativeHalfWidth(10, null)).toBeNull();
});
