import { describe, expect, it } from 'vitest';
import { randomFor } from '../../core/random.ts';
import type { Distribution } from './network.ts';
import { meanOf, samplerOf } from './sampler.ts';

const DRAWS = 200_000;
const TICKS_PER_NS = 1000;
/** Two-sided 99.9 % of the normal distribution. */
const Z_QUANTILE = 3.29;

function draws(distribution: Distribution, count = DRAWS): Float64Array {
  const random = randomFor(1, 'sampler');
  const sampler = samplerOf(distribution);
  return Float64Array.from({ length: count }, () => sampler(random) / TICKS_PER_NS);
}

function moments(values: Float64Array): { mean: number; cv: number } {
  let sum = 0;
  let squares = 0;
  for (const value of values) {
    sum += value;
    squares += value * value;
  }
  const mean = sum / values.length;
  return { mean, cv: Math.sqrt(squares / values.length / mean ** 2 - 1) };
}

const mixture: Distribution = {
  family: 'mixture',
  parts: [
    { weight: 3, of: { family: 'deterministic', meanNs: 100 } },
    { weight: 1, of: { family: 'exponential', meanNs: 900 } },
  ],
};

describe('a service time', () => {
  const families: readonly [string, Distribution, number][] = [
    ['exponential', { family: 'exponential', meanNs: 250 }, 1],
    ['Erlang of one stage', { family: 'erlang', meanNs: 250, stages: 1 }, 1],
    ['Erlang of four stages', { family: 'erlang', meanNs: 250, stages: 4 }, 0.5],
    ['lognormal', { family: 'lognormal', meanNs: 250, cv: 0.4 }, 0.4],
    ['lognormal with a long tail', { family: 'lognormal', meanNs: 250, cv: 1.5 }, 1.5],
    // cv² = 1 / (shape (shape − 2)); the estimate of a variance needs the fourth moment.
    ['Pareto', { family: 'pareto', meanNs: 250, shape: 6 }, 1 / Math.sqrt(24)],
    // E[X²] = ¾·100² + ¼·2·900², mean 300.
    ['mixture', mixture, Math.sqrt((0.75 * 100 ** 2 + 0.5 * 900 ** 2) / 300 ** 2 - 1)],
  ];

  it.each(families)('of the family %s has the mean and the variation that it is named with', (_, distribution, cv) => {
    const found = moments(draws(distribution));
    const mean = meanOf(distribution);
    expect(Math.abs(found.mean - mean)).toBeLessThan((Z_QUANTILE * cv * mean) / Math.sqrt(DRAWS));
    expect(found.cv / cv).toBeCloseTo(1, 1);
  });

  it('is always the same where it is deterministic, where its variation is 0, and where its mean is 0', () => {
    const still: Distribution[] = [
      { family: 'deterministic', meanNs: 12.5 },
      { family: 'lognormal', meanNs: 12.5, cv: 0 },
    ];
    for (const distribution of still) expect(new Set(draws(distribution, 100))).toEqual(new Set([12.5]));
    for (const family of ['deterministic', 'exponential'] as const)
      expect(draws({ family, meanNs: 0 }, 100).every((value) => value === 0)).toBe(true);
    expect(draws({ family: 'lognormal', meanNs: 0, cv: 1 }, 100).every((value) => value === 0)).toBe(true);
  });

  it('has the tail of its family', () => {
    const beyond = (distribution: Distribution, limit: number): number =>
      draws(distribution).filter((value) => value > limit).length / DRAWS;
    expect(beyond({ family: 'exponential', meanNs: 100 }, 300)).toBeCloseTo(Math.exp(-3), 2);
    // Least value mean·(shape − 1)/shape = 50, and P(X > x) = (50 / x)²; nothing below.
    expect(beyond({ family: 'pareto', meanNs: 100, shape: 2 }, 500)).toBeCloseTo(0.01, 2);
    expect(beyond({ family: 'pareto', meanNs: 100, shape: 2 }, 49.99)).toBe(1);
    // The median of a lognormal is mean / √(1 + cv²).
    expect(beyond({ family: 'lognormal', meanNs: 100, cv: 1 }, 100 / Math.SQRT2)).toBeCloseTo(0.5, 2);
  });

  it('of very many stages stays finite, where a product of so many numbers is 0', () => {
    const found = moments(draws({ family: 'erlang', meanNs: 100, stages: 5000 }, 2000));
    expect(found.mean).toBeCloseTo(100, 0);
    expect(found.cv * Math.sqrt(5000)).toBeCloseTo(1, 0);
  });

  it('of a mixture inside a mixture is drawn by the product of the weights', () => {
    const nested: Distribution = {
      family: 'mixture',
      parts: [
        { weight: 0.5, of: mixture },
        { weight: 0.5, of: { family: 'deterministic', meanNs: 0 } },
      ],
    };
    expect(meanOf(nested)).toBe(150);
    expect(moments(draws(nested)).mean / 150).toBeCloseTo(1, 1);
  });
});
