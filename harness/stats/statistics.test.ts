import fc from 'fast-check';
import { expect, it, describe as suite } from 'vitest';
import { describe } from './describe.ts';
import { medianInterval, medianRanks, relativeHalfWidth } from './median-interval.ts';
import { drift, lagOne } from './order-checks.ts';
import { countOutliers } from './outliers.ts';
import { sortedSample } from './sorted-sample.ts';

suite('ranks of the median interval', () => {
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

  it('stays exact where ½ⁿ underflows', () => {
    const ranks = medianRanks(100_000);
    expect(ranks?.coverage).toBeGreaterThan(0.95);
    expect(ranks?.coverage).toBeLessThan(0.9505);
  });

  it('contains the true median in about 95 % of samples', () => {
    let inside = 0;
    let state = 1;
    const uniform = (): number => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return state / 2 ** 32;
    };
    for (let run = 0; run < 2000; run++) {
      const sample = sortedSample(Array.from({ length: 10 }, uniform));
      const interval = sample === null ? null : medianInterval(sample);
      if (interval !== null && interval.low <= 0.5 && 0.5 <= interval.high) inside++;
    }
    expect(inside / 2000).toBeGreaterThan(0.965);
    expect(inside / 2000).toBeLessThan(0.99);
  });
});

suite('describe', () => {
  it('reports the worked example of the stopping rule', () => {
    const values = [10.0, 10.1, 10.2, 10.3, 10.4, 10.5, 10.6, 10.8, 11.0, 11.5];
    const description = describe(values);
    expect(description?.median).toBeCloseTo(10.45, 9);
    expect(description?.interval).toEqual({ low: 10.1, high: 11.0 });
    expect(relativeHalfWidth(description?.median ?? 0, description?.interval ?? null)).toBeCloseTo(0.0526, 4);
  });

  it('leaves out a percentile that the sample is too small for', () => {
    const of = (n: number): ReturnType<typeof describe> => describe(Array.from({ length: n }, (_, i) => i + 1));
    expect(of(99)?.p90).toBeNull();
    expect(of(100)?.p90).not.toBeNull();
    expect(of(999)?.p99).toBeNull();
    expect(of(1000)?.p99).not.toBeNull();
  });

  it('has no answer for an empty sample or one with NaN', () => {
    expect(describe([])).toBeNull();
    expect(describe([1, Number.NaN])).toBeNull();
  });

  it('keeps minimum ≤ median ≤ maximum and the interval around the median', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1e12, noNaN: true }), { minLength: 1, maxLength: 80 }), (values) => {
        const d = describe(values);
        if (d === null) return false;
        const inside = d.interval === null || (d.interval.low <= d.median && d.median <= d.interval.high);
        return d.minimum <= d.median && d.median <= d.maximum && inside && d.n === values.length;
      }),
    );
  });
});

suite('outliers', () => {
  it('counts the worked example: one severe of ten', () => {
    const values = [10.2, 10.4, 10.1, 10.3, 10.2, 10.5, 10.3, 13.9, 10.2, 10.4];
    const description = describe(values);
    expect(description?.mad).toBeCloseTo(0.1, 9);
    expect(description === null ? null : countOutliers(values, description)).toEqual({ mild: 0, severe: 1 });
  });
});

suite('order of the samples', () => {
  const rising = [100, 101, 99, 102, 103, 102, 104, 106, 105, 107];

  it('finds autocorrelation as in the worked example', () => {
    expect(lagOne(rising)).toBeCloseTo(0.5548, 4);
  });

  it('finds drift as in the worked example', () => {
    const found = drift(rising);
    expect(found?.share).toBeCloseTo(0.0683, 4);
    expect(found?.z).toBeCloseTo(3.143, 3);
  });

  it('says nothing about fewer than ten values', () => {
    expect(lagOne(rising.slice(1))).toBeNull();
    expect(drift(rising.slice(1))).toBeNull();
  });
});
