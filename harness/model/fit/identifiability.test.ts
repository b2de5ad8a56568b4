import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { WeightedDesign } from './collinearity.ts';
import { identify } from './identifiability.ts';

function design<const Name extends string>(
  parameters: readonly Name[],
  rows: readonly (readonly number[])[],
  error = 1,
): WeightedDesign<Name> {
  return { parameters, rows, standardErrors: rows.map(() => error) };
}

describe('identifiability', () => {
  it('knows both terms of a straight line', () => {
    const line = design(
      ['base', 'slope'],
      [0, 1, 2, 3].map((n) => [1, n]),
    );
    const { rank, nullDirections, parameters } = identify(line, [10, 5]);
    expect({ rank, nullDirections }).toEqual({ rank: 2, nullDirections: [] });
    // Var(slope) = σ² / Σ(n − 1.5)² = 1/5.
    expect(parameters.slope).toMatchObject({
      status: 'identified',
      value: 5,
      relativeStandardError: expect.closeTo(Math.sqrt(0.2) / 5, 12),
    });
  });

  it('knows only the sum of two costs that always come together', () => {
    const { parameters, combinations } = identify(
      design(
        ['guest', 'host', 'other'],
        [1, 2, 3].map((n) => [n, n, 1]),
      ),
      [3, 4, 10],
    );
    expect(combinations.map(({ text, value }) => [text, value])).toEqual([['guest + host', 7]]);
    expect(parameters.guest).toMatchObject({ status: 'merged', with: ['host'], bound: { low: 0, high: combinations[0]?.high } });
    expect(parameters.other.status).toBe('identified');
  });

  it('writes a combination in whole numbers, whatever the scale of the columns', () => {
    const rows = [4096, 65_536, 262_144].flatMap((n) => [
      [2 * n, n, 0],
      [n, 0, n],
    ]);
    const { rank, nullDirections, combinations } = identify(
      design(['b_bounce', 'b_hostR', 'b_hostW'], rows, 50),
      [0.111, 0.167, 0.25],
    );
    expect(rank).toBe(2);
    expect(nullDirections.map(({ text }) => text)).toEqual(['b_bounce − 2·b_hostR − b_hostW']);
    expect(combinations.map(({ text }) => text)).toEqual(['2·b_bounce + b_hostR', 'b_bounce + b_hostW']);
  });

  it('keeps factors that differ by thousands', () => {
    const pages = [1, 4, 16].map((count) => [count, 4096 * count]);
    const { combinations } = identify(design(['m_map', 'b_host'], pages), [250, 0.2]);
    expect(combinations.map(({ text }) => text)).toEqual(['m_map + 4096·b_host']);
    expect(combinations[0]?.value).toBeCloseTo(250 + 4096 * 0.2, 9);
  });

  it('adds up three costs that are two dimensions short', () => {
    const { nullDirections, combinations } = identify(design(['a', 'r', 'm'], [[1, 1, 5]]), [1, 2, 3]);
    expect(nullDirections).toHaveLength(2);
    expect(combinations.map(({ text }) => text)).toEqual(['a + r + 5·m']);
  });

  it('keeps groups apart that have nothing to do with each other', () => {
    const rows = [
      [1, 1, 0, 0],
      [2, 2, 0, 0],
      [0, 0, 1, 3],
    ];
    const { parameters } = identify(design(['a', 'b', 'c', 'd'], rows), [1, 1, 1, 1]);
    expect([parameters.a, parameters.d]).toMatchObject([{ with: ['b'] }, { with: ['c'] }]);
  });

  it('says which parameter no observation depends on', () => {
    const { parameters } = identify(design(['seen', 'unseen'], [[1, 0]]), [1, 0]);
    expect(parameters.unseen).toEqual({ status: 'unobserved' });
    expect(parameters.seen.status).toBe('identified');
  });

  it('merges costs that are nearly always together, when their split is lost in the errors', () => {
    const nearly = [1, 2, 3, 4].map((n) => [n, n * (n === 4 ? 1.001 : 1)]);
    const vague = identify(design(['guest', 'host'], nearly, 0.1), [3, 4]);
    expect(vague.rank).toBe(2);
    expect(vague.parameters.guest).toMatchObject({ status: 'merged', with: ['host'] });
    expect(vague.combinations[0]).toMatchObject({ text: 'guest + host', value: 7 });

    const precise = identify(design(['guest', 'host'], nearly, 1e-6), [3, 4]);
    expect(precise.parameters.guest.status).toBe('identified');
  });

  it('widens every interval by the scale of the errors', () => {
    const once = identify(design(['cost'], [[1], [1]]), [100]).parameters.cost;
    const twice = identify(design(['cost'], [[1], [1]]), [100], 2).parameters.cost;
    if (once.status !== 'identified' || twice.status !== 'identified') throw new Error('one column is always identified');
    expect(twice.high - 100).toBeCloseTo(2 * (once.high - 100), 12);
  });

  it('bounds what is merged by something that contains every non-negative explanation', () => {
    const cost = fc.integer({ min: 0, max: 1000 });
    fc.assert(
      fc.property(fc.tuple(cost, cost, cost), fc.double({ min: 0, max: 1, noNaN: true }), ([bounce, read, write], share) => {
        const rows = [1, 2, 3].flatMap((n) => [
          [2 * n, n, 0],
          [n, 0, n],
        ]);
        const { parameters } = identify(design(['bounce', 'read', 'write'], rows, 1e-3), [bounce, read, write]);
        // Every point of the null line on which nothing is negative explains the same data.
        const furthest = Math.min(read / 2, write);
        const t = -bounce + share * (bounce + furthest);
        const explanation = { bounce: bounce + t, read: read - 2 * t, write: write - t };
        for (const name of ['bounce', 'read', 'write'] as const) {
          const knowledge = parameters[name];
          if (knowledge.status !== 'merged') throw new Error(`${name} cannot be identified`);
          expect(explanation[name]).toBeGreaterThanOrEqual(knowledge.bound.low - 1e-6);
          expect(explanation[name]).toBeLessThanOrEqual((knowledge.bound.high ?? Number.POSITIVE_INFINITY) + 1e-6);
        }
      }),
    );
  });
});
