import { describe, expect, it } from 'vitest';
import { sparkline } from './sparkline.ts';

const plain = (values: readonly number[], width = 24): string => sparkline(values, { width, breaks: [] });

describe('a sparkline', () => {
  it('reaches from the smallest to the largest, by ratio', () => expect(plain([1, 2, 4, 8, 16, 32, 64, 128])).toBe('▁▂▃▄▅▆▇█'));
  it('draws a percent of noise as flat', () => expect(plain([100, 101, 100, 99])).toBe('▅▅▅▄'));
  it('of a constant is flat', () => expect(plain([7, 7, 7])).toBe('▅▅▅'));
  it('marks where the level changed', () => expect(sparkline([1, 1, 2, 2], { width: 9, breaks: [2] })).toBe('▁▁│██'));
  it('of nothing is nothing', () => expect(plain([])).toBe(''));
  it('draws a cost of nothing at all', () => expect(plain([0, 5])).toBe('▁█'));

  it('puts many values into few bars by their median, and none over a change', () => {
    const values = [...new Array<number>(50).fill(1), 900, ...new Array<number>(49).fill(4)];
    expect(sparkline(values, { width: 10, breaks: [50] })).toBe('▁▁▁▁▁│█████');
  });
});
