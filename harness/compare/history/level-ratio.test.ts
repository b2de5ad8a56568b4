import { describe, expect, it } from 'vitest';
import { randomFor } from '../../core/random.ts';
import { mannWhitney } from '../../stats/mann-whitney.ts';
import { levelRatio } from './level-ratio.ts';

describe('the size of a change', () => {
  it('is the ratio of medians, whatever a slow boot did', () => {
    const { old, new: candidate, ratio } = levelRatio([100, 101, 99, 5000], [150, 151, 149, 150]);
    expect([old, candidate, ratio]).toEqual([100.5, 150, 150 / 100.5]);
  });

  it('has an interval that ends where Mann–Whitney begins to believe, or one pair further out', () => {
    const random = randomFor(1, 'levels');
    for (const [n, m] of [
      [4, 4],
      [5, 6],
      [8, 8],
      [4, 12],
    ] as const) {
      const before = Array.from({ length: n }, () => 100 + 10 * random.next());
      const behind = Array.from({ length: m }, () => 150 + 15 * random.next());
      const { low, high } = levelRatio(before, behind);
      const p = (ratio: number): number =>
        mannWhitney(
          behind,
          before.map((value) => value * ratio),
        ).p;
      expect([p(low * 0.999999), p(high * 1.000001)].every((outside) => outside <= 0.05)).toBe(true);
      expect([p(low * 1.000001), p(high * 0.999999)].every((inside) => inside > 0.045)).toBe(true);
    }
  });
});
