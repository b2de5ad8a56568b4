import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ResponseHistogram } from './response-histogram.ts';
import { LAST_TICK } from './ticks.ts';

const TICKS_PER_NS = 1000;
/** One bucket is a 64th of its lower edge wide; times below one tick do not exist. */
const BUCKET = 1 / 64;

const responses = fc.array(
  fc.oneof(fc.nat(200), fc.nat({ max: 1_000_000 }), fc.maxSafeNat(), fc.constantFrom(0, 1, 2 ** 32, LAST_TICK)),
  { minLength: 1, maxLength: 300 },
);

function histogramOf(ticks: readonly number[]): ResponseHistogram {
  const histogram = new ResponseHistogram(2);
  for (const value of ticks) histogram.record(value, Float64Array.of(-1, value, 1), 1);
  return histogram;
}

function inTicks(ns: number | null): number {
  return (ns ?? Number.NaN) * TICKS_PER_NS;
}

describe('quantiles of response times', () => {
  it('lie within one bucket of those of the sorted sample', () => {
    fc.assert(
      fc.property(responses, fc.double({ min: 0, max: 1, noNaN: true }), (ticks, quantile) => {
        const sorted = [...ticks].sort((a, b) => a - b);
        const expected = sorted[Math.max(0, Math.ceil(quantile * sorted.length) - 1)] ?? 0;
        const found = inTicks(histogramOf(ticks).quantileNs(quantile));
        expect(Math.abs(found - expected)).toBeLessThanOrEqual(expected * BUCKET + 1);
      }),
      { seed: 2, numRuns: 500 },
    );
  });

  it('never decrease, begin at the smallest value and end at the largest', () => {
    fc.assert(
      fc.property(responses, (ticks) => {
        const histogram = histogramOf(ticks);
        const quantiles = [0, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99, 1].map((quantile) => inTicks(histogram.quantileNs(quantile)));
        expect(quantiles).toEqual([...quantiles].sort((a, b) => a - b));
        expect(histogram.quantileNs(1)).toBe(Math.max(...ticks) / TICKS_PER_NS);
        expect(histogram.quantileNs(0)).toBeGreaterThanOrEqual(Math.min(...ticks) / TICKS_PER_NS);
      }),
      { seed: 3, numRuns: 200 },
    );
  });

  it('are null without operations, like mean and maximum', () => {
    const histogram = new ResponseHistogram(1);
    expect([histogram.quantileNs(0.5), histogram.meanNs(), histogram.maxNs(), histogram.meanBetween(0, 1)]).toEqual(
      Array(4).fill(null),
    );
  });
});

describe('means of response times', () => {
  it('are exact, whatever the buckets are', () => {
    const histogram = histogramOf([1_000_001, 1_000_002, 1_000_006]);
    expect(histogram.meanNs()).toBe(1000.003);
    expect(histogram.maxNs()).toBe(1000.006);
    expect(histogram.meanBetween(0, 1)).toEqual([1000.003, 0.001]);
  });

  it('inside a band count the operations of the band, those of a bucket at its edge in part', () => {
    const histogram = histogramOf([...Array<number>(90).fill(1000), ...Array<number>(10).fill(100_000)]);
    expect(histogram.meanBetween(0, 0.9)?.[0]).toBeCloseTo(1, 9);
    expect(histogram.meanBetween(0.9, 1)?.[0]).toBeCloseTo(100, 9);
    expect(histogram.meanBetween(0.8, 1)?.[0]).toBeCloseTo(50.5, 9);
    expect(histogram.meanBetween(0.5, 0.5)).toBeNull();
  });

  it('of all bands together are the mean of all', () => {
    fc.assert(
      fc.property(responses, fc.double({ min: 0.01, max: 0.99, noNaN: true }), (ticks, edge) => {
        const histogram = histogramOf(ticks);
        const below = histogram.meanBetween(0, edge)?.[0] ?? 0;
        const above = histogram.meanBetween(edge, 1)?.[0] ?? 0;
        const mean = histogram.meanNs() ?? 0;
        expect(Math.abs(edge * below + (1 - edge) * above - mean)).toBeLessThanOrEqual(1e-9 * mean);
      }),
      { seed: 4, numRuns: 200 },
    );
  });

  it('are forgotten after the warm-up', () => {
    const histogram = histogramOf([5, 6, 7000]);
    histogram.clear();
    expect([histogram.count, histogram.maxNs()]).toEqual([0, null]);
    histogram.record(2001, Float64Array.of(2001, 1), 0);
    expect([histogram.quantileNs(0), histogram.quantileNs(1), histogram.meanNs()]).toEqual([2.001, 2.001, 2.001]);
  });
});
