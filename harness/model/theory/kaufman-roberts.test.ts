import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { erlangB } from './erlang.ts';
import { blocking } from './kaufman-roberts.ts';

describe('a pool for requests of several sizes', () => {
  it('is Erlang B where every request takes one slot, whatever class it is of', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 200 }),
        fc.double({ min: 0.1, max: 100, noNaN: true }),
        fc.double({ min: 0.1, max: 100, noNaN: true }),
        (slots, first, second) => {
          const both = blocking(slots, [
            { offeredLoad: first, slots: 1 },
            { offeredLoad: second, slots: 1 },
          ]);
          for (const share of both) expect(share).toBeCloseTo(erlangB(slots, first + second), 10);
        },
      ),
    );
  });

  it('counts a pool in units of the request where there is only one size', () => {
    expect(blocking(64, [{ offeredLoad: 12, slots: 4 }])[0]).toBeCloseTo(erlangB(16, 12), 12);
  });

  it('agrees with the sum over all mixtures that fit', () => {
    const classes = [
      { offeredLoad: 1.5, slots: 1 },
      { offeredLoad: 0.8, slots: 2 },
      { offeredLoad: 0.4, slots: 5 },
    ];
    const poolSlots = 11;
    expect(blocking(poolSlots, classes)).toEqual(sumOverMixtures(poolSlots, classes).map((share) => expect.closeTo(share, 12)));
  });

  it('refuses larger requests more often, and never carries more than the pool holds', () => {
    const poolSlots = 32_768;
    const classes = [6, 36, 132].map((slots) => ({ offeredLoad: 12_000 / slots, slots }));
    const shares = blocking(poolSlots, classes);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    const carried = classes.reduce(
      (sum, { offeredLoad, slots }, index) => sum + offeredLoad * slots * (1 - (shares[index] ?? 1)),
      0,
    );
    expect(carried).toBeLessThan(poolSlots);
    expect(carried).toBeGreaterThan(0.98 * poolSlots);
  });

  it('refuses everything that is larger than the pool', () => {
    expect(blocking(4, [{ offeredLoad: 0.1, slots: 8 }])).toEqual([1]);
  });
});

function sumOverMixtures(poolSlots: number, classes: readonly { offeredLoad: number; slots: number }[]): number[] {
  let total = 0;
  const refused = classes.map(() => 0);
  const visit = (index: number, used: number, weight: number): void => {
    const current = classes[index];
    if (current === undefined) {
      total += weight;
      classes.forEach(({ slots }, other) => {
        if (used + slots > poolSlots) refused[other] = (refused[other] ?? 0) + weight;
      });
      return;
    }
    let term = weight;
    for (let count = 0; used + count * current.slots <= poolSlots; count++) {
      visit(index + 1, used + count * current.slots, term);
      term *= current.offeredLoad / (count + 1);
    }
  };
  visit(0, 0, 1);
  return refused.map((weight) => weight / total);
}
