import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drift, isSteady, lagOne } from './order-checks.ts';
import { mulberry32 } from './testing/mulberry32.ts';

const rising = [100, 101, 99, 102, 103, 102, 104, 106, 105, 107];

describe('autocorrelation', () => {
  it('is as in the worked example', () => {
    expect(Math.abs((lagOne(rising) ?? 0) - 33.79 / 60.9)).toBeLessThan(1e-6);
    expect(lagOne(Float64Array.from(rising))).toBe(lagOne(rising));
  });

  it('is 0 on average for independent values, and ρ for values that keep a share ρ of the one before', () => {
    const random = mulberry32(1);
    const independent = Float64Array.from({ length: 100_000 }, random);
    let kept = 0;
    const correlated = independent.map((value) => {
      kept = 0.7 * kept + value;
      return kept;
    });
    expect(Math.abs(lagOne(independent) ?? 1)).toBeLessThan(0.01);
    expect(lagOne(correlated)).toBeCloseTo(0.7, 1);
  });

  it('says nothing about fewer than ten values, or equal ones', () => {
    expect(lagOne(rising.slice(1))).toBeNull();
    expect(lagOne(new Array(12).fill(4))).toBeNull();
  });
});

describe('drift', () => {
  it('is as in the worked example', () => {
    const found = drift(rising);
    expect(Math.abs((found?.share ?? 0) - (7 / 9) * (9 / 102.5))).toBeLessThan(1e-6);
    expect(Math.abs((found?.z ?? 0) - 35 / Math.sqrt(124))).toBeLessThan(1e-6);
    expect(drift(Float64Array.from(rising))).toEqual(found);
  });

  it('says nothing about fewer than ten values, or a median of 0', () => {
    expect(drift(rising.slice(1))).toBeNull();
    expect(drift(new Array(12).fill(0))).toBeNull();
  });

  it('is none where all values are equal', () => {
    expect(drift(new Array(12).fill(4))).toEqual({ share: 0, z: 0 });
  });

  it('is that of all pairs, one by one, up to 400 values', () => {
    const values = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 10, maxLength: 70 });
    fc.assert(
      fc.property(values, (series) => {
        const slow = driftOfAllPairs(series);
        const fast = drift(series);
        expect(fast?.z).toBeCloseTo(slow.z, 12);
        expect(fast?.share).toBeCloseTo(slow.share, 12);
      }),
    );
    const random = mulberry32(2);
    const long = Array.from({ length: 400 }, (_, i) => Math.round(1000 + i * 0.2 + 100 * random()));
    expect(drift(long)).toEqual(driftOfAllPairs(long));
  });

  it.each([401, 700, 1200])('of %i values is that of all pairs in z, and close to it in slope', (n) => {
    const random = mulberry32(n);
    const series = Array.from({ length: n }, (_, i) => 1000 + (200 * i) / n + 100 * random() * random());
    const slow = driftOfAllPairs(series);
    const fast = drift(series);
    expect(fast?.z).toBeCloseTo(slow.z, 9);
    expect(Math.abs((fast?.share ?? 0) / slow.share - 1)).toBeLessThan(0.06);
  });

  it('of a straight line is its slope at every length', () => {
    for (const n of [10, 399, 400, 401, 3201, 50_000]) {
      const line = Float64Array.from({ length: n }, (_, i) => 1000 + i);
      const median = 1000 + (n - 1) / 2;
      expect(drift(line)?.share).toBeCloseTo((n - 1) / median, 9);
    }
  });

  it('of a million values is found in well under a second', () => {
    const random = mulberry32(3);
    const series = Float64Array.from({ length: 1_000_000 }, (_, i) => 1e6 + 0.05 * i + 1e5 * random());
    const start = performance.now();
    const found = drift(series);
    // With room for a machine that has other work.
    expect(performance.now() - start).toBeLessThan(2000);
    expect(found?.share).toBeCloseTo(0.05 / 1.075, 2);
    expect(found?.z).toBeGreaterThan(100);
  });
});

function driftOfAllPairs(values: readonly number[]): { share: number; z: number } {
  const n = values.length;
  const slopes: number[] = [];
  let concordance = 0;
  for (let i = 0; i < n; i++) {
    for (let j = i + 1; j < n; j++) {
      const difference = (values[j] as number) - (values[i] as number);
      slopes.push(difference / (j - i));
      concordance += Math.sign(difference);
    }
  }
  const groups = new Map<number, number>();
  for (const value of values) groups.set(value, (groups.get(value) ?? 0) + 1);
  const ties = [...groups.values()].reduce((sum, t) => sum + t * (t - 1) * (2 * t + 5), 0);
  const variance = (n * (n - 1) * (2 * n + 5) - ties) / 18;
  const z = variance <= 0 ? 0 : (concordance - Math.sign(concordance)) / Math.sqrt(variance);
  return { share: (middle(slopes) * (n - 1)) / middle(values), z };
}

function middle(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? (sorted[half] as number) : ((sorted[half - 1] as number) + (sorted[half] as number)) / 2;
}

describe('the steady state', () => {
  it.each([
    [[980, 1010, 1000, 990, 1020], true],
    [[1000, 1050, 1080, 1110, 1160], false],
    [[1000, 1210, 1000, 1000, 1000], false],
    [[5000, 980, 1010, 1000, 990, 1020], true],
  ])('of rounds of %j is reached: %s', (rounds, steady) => {
    expect(isSteady(rounds)).toBe(steady);
    expect(isSteady(Float64Array.from(rounds))).toBe(steady);
  });

  it('cannot be seen in four rounds', () => {
    expect(isSteady([1, 1, 1, 1])).toBeNull();
  });
});
