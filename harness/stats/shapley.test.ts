import fc from 'fast-check';
import { expect, it } from 'vitest';
import { shapleyShares } from './shapley.ts';

it('shares out three layers that interact', () => {
  const values: Record<string, number> = { '': 0, a: 4, b: 2, c: 1, ab: 9, ac: 5, bc: 3, abc: 11 };
  const found = shapleyShares(['a', 'b', 'c'], (layers) => values[[...layers].join('')] as number);
  expect(found.map(({ layer }) => layer)).toEqual(['a', 'b', 'c']);
  [35 / 6, 23 / 6, 4 / 3].forEach((share, i) => {
    expect(found[i]?.share).toBeCloseTo(share, 12);
  });
  expect(found.map(({ firstIn }) => firstIn)).toEqual([4, 2, 1]);
  expect(found.map(({ lastIn }) => lastIn)).toEqual([8, 6, 2]);
});

it('sums to the whole, evaluates every set once, and gives each layer its own where none interacts', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 64, maxLength: 64 }),
      fc.integer({ min: 1, max: 6 }),
      (table, k) => {
        const layers = Array.from({ length: k }, (_, i) => i);
        const code = (set: ReadonlySet<number>): number => [...set].reduce((sum, i) => sum + 2 ** i, 0);
        let calls = 0;
        const any = shapleyShares(layers, (set) => {
          calls++;
          return table[code(set)] as number;
        });
        expect(calls).toBe(2 ** k);
        expect(any.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(
          (table[2 ** k - 1] as number) - (table[0] as number),
          9,
        );
        for (const { layer, share, firstIn, lastIn } of shapleyShares(layers, code)) {
          expect(share).toBeCloseTo(2 ** layer, 9);
          expect([firstIn, lastIn]).toEqual([2 ** layer, 2 ** layer]);
        }
      },
    ),
  );
});

it('refuses more than six layers', () => {
  expect(() => shapleyShares([1, 2, 3, 4, 5, 6, 7], () => 0)).toThrow(RangeError);
});
