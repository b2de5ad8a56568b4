import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dipStatistic } from './dip-statistic.ts';
import { dipProbability, dipTest, uniformDips } from './dip-test.ts';
import { mulberry32 } from './testing/mulberry32.ts';

describe('the dip', () => {
  it.each([
    [[1, 2, 3, 4], 0.125],
    [[0, 0, 0, 0, 0, 1, 1, 1, 1, 1], 0.25],
    [[1, 1.1, 1.2, 1.3, 5, 5.1, 5.2, 5.3], 0.23125],
    [[0, 1, 1, 1, 1, 1, 1, 1, 1, 2], 0.05],
    [[3, 3, 3], 1 / 6],
    [[7], 0.5],
  ])('of %j is %f', (values, dip) => {
    expect(dipStatistic(values)).toBeCloseTo(dip, 12);
  });

  // The least distance to a distribution with one mode, found as a linear program with every value as mode in turn (scipy, HiGHS).
  it.each<[number[], number]>([
    [[0.07, 0.1, 0.15, 0.24, 0.4, 0.4], 0.166666666667],
    [[0, 1, 2, 2, 2, 4, 4], 0.142857142857],
    [[0.27, 0.29, 0.64, 0.94, 3.1, 3.11, 3.25, 3.29], 0.190812720848],
    [[0.01, 0.25, 0.25, 0.28, 0.39, 0.82, 0.84, 0.94, 0.94], 0.167641325536],
    [[1, 2, 2, 2, 3, 3, 4, 4, 4, 5], 0.15],
    [[0.05, 0.16, 0.36, 0.41, 0.63, 0.81, 1.0, 3.08, 3.1, 3.14, 3.27], 0.166599919904],
    [[0.04, 0.06, 0.1, 0.18, 0.23, 0.24, 0.33, 0.46, 0.62, 0.7, 0.77, 0.9], 0.072368421053],
    [[0, 1, 2, 2, 2, 2, 2, 3, 4, 5, 5, 5, 5], 0.153846153846],
    [[0.04, 0.04, 0.06, 0.21, 0.25, 0.29, 0.38, 0.44, 0.68, 0.78, 0.98, 3.04, 3.09, 3.1], 0.104110512129],
    [[0.03, 0.04, 0.24, 0.25, 0.25, 0.41, 0.41, 0.42, 0.48, 0.5, 0.53, 0.77, 0.83, 0.89, 0.99], 0.094117647059],
    [[0, 0, 1, 1, 1, 1, 2, 2, 2, 3, 3, 4, 4, 4, 5, 5], 0.09375],
    [[0.3, 0.39, 0.4, 0.42, 0.5, 0.62, 0.8, 0.9, 0.93, 3.06, 3.08, 3.08, 3.1, 3.14, 3.22, 3.26, 3.28], 0.204283887468],
  ])('of %j is what a linear program finds: %f', (values, dip) => {
    expect(Math.abs(dipStatistic(values) - dip)).toBeLessThan(1e-9);
  });

  const sample = fc
    .array(fc.integer({ min: 0, max: 200 }), { minLength: 1, maxLength: 60 })
    .map((values) => values.sort((a, b) => a - b));

  it('is the same elsewhere, in other units and mirrored', () => {
    fc.assert(
      fc.property(
        sample,
        fc.integer({ min: -1000, max: 1000 }),
        fc.double({ min: 0.01, max: 1000, noNaN: true }),
        (values, shift, scale) => {
          const dip = dipStatistic(values);
          expect(dipStatistic(values.map((value) => value * scale + shift))).toBeCloseTo(dip, 9);
          expect(dipStatistic(values.map((value) => -value).reverse())).toBeCloseTo(dip, 9);
        },
      ),
    );
  });

  it('lies between 1/(2n) and ¼, but for a single value', () => {
    fc.assert(
      fc.property(sample, (values) => {
        const dip = dipStatistic(values);
        expect(dip).toBeGreaterThanOrEqual(1 / (2 * values.length));
        if (values.length > 1) expect(dip).toBeLessThanOrEqual(0.25 + 1e-12);
      }),
    );
  });

  it('of 200,000 values is found in less than a second', () => {
    const random = mulberry32(5);
    const values = Float64Array.from({ length: 200_000 }, () => random() + (random() < 0.5 ? 0 : 1.2)).sort();
    const start = performance.now();
    expect(dipStatistic(values)).toBeGreaterThan(0.02);
    expect(performance.now() - start).toBeLessThan(1000);
  });
});

describe('the dip test', () => {
  it.each([
    [20, 0.105],
    [30, 0.088],
    [50, 0.07],
    [100, 0.051],
  ])('with %i values calls dips from about %f unlikely', (n, critical) => {
    const dips = uniformDips(n, { rounds: 8000, random: mulberry32(n) });
    expect(Math.abs((dips[Math.ceil(0.95 * 8000) - 1] as number) - critical)).toBeLessThan(0.0025);
  });

  const simulation = { rounds: 2000, random: mulberry32(9) };
  const fastAndSlow = (slow: number): number[] =>
    Array.from({ length: 20 }, (_, i) => (i < 20 - slow ? 1 : 3) + 0.001 * i).sort((a, b) => a - b);

  it('of twenty values finds five slow ones, and four not', () => {
    expect(dipTest(fastAndSlow(5), simulation).p).toBeLessThan(0.05);
    expect(dipTest(fastAndSlow(4), simulation).p).toBeGreaterThan(0.05);
  });

  it('says nothing below twenty values', () => {
    expect(dipTest(fastAndSlow(9).slice(1), simulation).p).toBeNull();
  });

  it('finds two modes in 2 to 8 of 100 uniform samples', () => {
    const random = mulberry32(11);
    const simulated = uniformDips(50, { rounds: 2000, random });
    const dips = uniformDips(50, { rounds: 1000, random });
    const found = dips.filter((dip) => dipProbability(dip, simulated) <= 0.05).length;
    expect(found).toBeGreaterThan(20);
    expect(found).toBeLessThan(80);
  });

  it('is repeated by the same seed', () => {
    const once = dipTest(fastAndSlow(5), { rounds: 200, random: mulberry32(3) });
    expect(dipTest(fastAndSlow(5), { rounds: 200, random: mulberry32(3) })).toEqual(once);
  });

  it('counts simulated dips that are as large', () => {
    expect(dipProbability(0.2, Float64Array.of(0.1, 0.2, 0.2, 0.3))).toBe(4 / 5);
    expect(dipProbability(0.4, Float64Array.of(0.1, 0.2, 0.2, 0.3))).toBe(1 / 5);
  });
});
