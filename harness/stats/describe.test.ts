import fc from 'fast-check';
import { mean, medianAbsoluteDeviation, medianSorted, quantileSorted, sampleStandardDeviation } from 'simple-statistics';
import { expect, it } from 'vitest';
import { describe } from './describe.ts';
import { relativeHalfWidth } from './median-interval.ts';
import { mulberry32 } from './testing/mulberry32.ts';

it('reports the worked example of the stopping rule', () => {
  const description = describe([10.0, 10.1, 10.2, 10.3, 10.4, 10.5, 10.6, 10.8, 11.0, 11.5]);
  expect(description?.median).toBeCloseTo(10.45, 9);
  expect(description?.interval).toEqual({ low: 10.1, high: 11.0 });
  expect(relativeHalfWidth(description?.median ?? 0, description?.interval ?? null)).toBeCloseTo(0.55 / 10.45, 9);
});

it('leaves out a percentile that the sample is too small for', () => {
  const of = (n: number): ReturnType<typeof describe> => describe(Array.from({ length: n }, (_, i) => i + 1));
  expect(of(99)?.p90).toBeNull();
  expect(of(100)?.p90).not.toBeNull();
  expect(of(199)?.p95).toBeNull();
  expect(of(200)?.p95).not.toBeNull();
  expect(of(999)?.p99).toBeNull();
  expect(of(1000)?.p99).not.toBeNull();
  expect(of(9999)?.p999).toBeNull();
  expect(of(10_000)?.p999).not.toBeNull();
});

it('has no answer for an empty sample or one with NaN', () => {
  expect(describe([])).toBeNull();
  expect(describe([1, Number.NaN])).toBeNull();
  expect(describe([1, Number.POSITIVE_INFINITY])).toBeNull();
});

const someValues = fc.array(fc.double({ min: 0, max: 1e12, noNaN: true }), { minLength: 1, maxLength: 80 });

it('keeps minimum ≤ median ≤ maximum and the interval around the median', () => {
  fc.assert(
    fc.property(someValues, (values) => {
      const d = describe(values);
      if (d === null) return false;
      const inside = d.interval === null || (d.interval.low <= d.median && d.median <= d.interval.high);
      return d.minimum <= d.median && d.median <= d.maximum && inside && d.n === values.length;
    }),
  );
});

it('is to the last digit what simple-statistics computes from a list, which the values of a summary were made with', () => {
  fc.assert(
    fc.property(fc.oneof(someValues, fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 200 })), (values) => {
      const list = [...values].sort((a, b) => a - b);
      expect(describe(values)).toMatchObject({
        median: medianSorted(list),
        mean: mean(list),
        standardDeviation: list.length < 2 ? null : sampleStandardDeviation(list),
        mad: medianAbsoluteDeviation(list),
        p90: list.length < 100 ? null : quantileSorted(list, 0.9),
      });
    }),
  );
});

it('takes arrays, typed arrays and whatever can be iterated, and leaves them as they are', () => {
  const values = [3, 1, 2, 5, 4, 7, 6];
  const expected = describe(values);
  expect(describe(Float64Array.from(values))).toEqual(expected);
  expect(describe(new Set(values))).toEqual(expected);
  expect(values).toEqual([3, 1, 2, 5, 4, 7, 6]);
});

it('describes a million values about as fast as they can be sorted', () => {
  const random = mulberry32(1);
  const values = Float64Array.from({ length: 1_000_000 }, () => 1e6 * random());
  const start = performance.now();
  new Float64Array(values).sort();
  const sorting = performance.now() - start;
  expect(describe(values)?.n).toBe(1_000_000);
  // With room for a machine that has other work.
  expect(performance.now() - start - sorting).toBeLessThan(5 * sorting + 500);
});
