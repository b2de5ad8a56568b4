import { describe, expect, it } from 'vitest';
import { farSideIn } from './far-side.ts';

describe('the far side', () => {
  it('takes the median of the medians of its boots', () =>
    expect(farSideIn([[1, 2, 90], [4], [3, 5]], 'stat', false)?.ns).toBe(4));

  it('is not known where nothing was made there', () => {
    expect(farSideIn([], 'stat', true)).toBeNull();
    expect(farSideIn([[], []], 'stat', true)).toBeNull();
  });

  it('might have been measured as any of its boots, and as any of their calls', () => {
    const draws = new Set(farSideIn([[10], [20], [30]], 'stat', true)?.draws);
    expect([...draws].toSorted((a, b) => a - b)).toEqual([10, 20, 30]);
    expect(new Set(farSideIn([[1, 2, 3]], 'stat', true)?.draws).size).toBe(3);
  });

  it('is not drawn again where nobody asks for intervals', () =>
    expect(farSideIn([[10], [20]], 'stat', false)?.draws).toEqual([]));
});
