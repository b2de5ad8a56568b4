import { median } from '../../stats/median.ts';

export interface LevelRatio {
  readonly old: number;
  readonly new: number;
  readonly ratio: number;
  readonly low: number;
  readonly high: number;
}

/** Two-sided 95 % of the standard normal distribution. */
const Z = 1.959964;

/**
 * Ratio of medians, with the interval of a ratio by Mann–Whitney inverted (Moses): the ratios of all pairs, without as many at either end
 * as the test would not believe. One slow boot moves neither. The normal approximation gives the exact ranks from four values
 * a side on, or those of a little more than 95 %.
 */
export function levelRatio(before: readonly number[], behind: readonly number[]): LevelRatio {
  const [old, candidate] = [median(before), median(behind)];
  const pairs = behind.flatMap((value) => before.map((base) => value / base)).sort((a, b) => a - b);
  const spread = Math.sqrt((pairs.length * (before.length + behind.length + 1)) / 12);
  const outside = Math.max(0, Math.floor(pairs.length / 2 - 0.5 - Z * spread));
  const ratio = candidate / old;
  return {
    old,
    new: candidate,
    ratio,
    // The interval is around the median of the pairs, which a lopsided sample can leave beside the ratio of medians.
    low: Math.min(ratio, pairs[outside] as number),
    high: Math.max(ratio, pairs[pairs.length - 1 - outside] as number),
  };
}
