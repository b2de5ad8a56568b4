import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bootOrder } from './boot-order.ts';

const configurations = fc.integer({ min: 1, max: 12 });
const rounds = fc.integer({ min: 1, max: 9 });
const seed = fc.nat();

function positions(order: readonly number[], configuration: number): number[] {
  return order.flatMap((one, position) => (one === configuration ? [position] : []));
}

describe('the order of boots', () => {
  it('has every configuration once in every round', () => {
    fc.assert(
      fc.property(configurations, rounds, seed, (count, times, from) => {
        const order = bootOrder(count, times, from);
        expect(order).toHaveLength(count * times);
        for (let round = 0; round < times; round++) {
          const one = order.slice(round * count, (round + 1) * count);
          expect(one.toSorted((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, index) => index));
        }
      }),
    );
  });

  it('is the same for the same seed', () => {
    fc.assert(
      fc.property(configurations, rounds, seed, (count, times, from) => {
        expect(bootOrder(count, times, from)).toEqual(bootOrder(count, times, from));
      }),
    );
  });

  it('puts every configuration at the same mean position when the rounds are even in number', () => {
    fc.assert(
      fc.property(configurations, rounds, seed, (count, pairs, from) => {
        const order = bootOrder(count, pairs * 2, from);
        const sums = Array.from({ length: count }, (_, index) => positions(order, index).reduce((sum, at) => sum + at, 0));
        expect(new Set(sums).size).toBe(1);
      }),
    );
  });

  it('differs from seed to seed, and from one pair of rounds to the next', () => {
    const texts = Array.from({ length: 20 }, (_, from) => bootOrder(6, 4, from).join());
    expect(new Set(texts).size).toBe(20);
    const order = bootOrder(6, 4, 1);
    expect(order.slice(0, 12)).not.toEqual(order.slice(12));
  });

  it('does not change the boots before when there are more of them', () => {
    expect(bootOrder(3, 6, 7).slice(0, 9)).toEqual(bootOrder(3, 3, 7));
  });
});
