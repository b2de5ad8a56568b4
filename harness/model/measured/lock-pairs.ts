import { describe } from '../../stats/describe.ts';
import { medianRanks } from '../../stats/median-interval.ts';

/** Rates with two locks over rates with one lock, both with copies, from runs that followed each other. */
export interface LockPairs {
  readonly median: number;
  readonly above1: number;
  readonly pairs: number;
}

export function lockPairs(ratios: readonly number[]): LockPairs {
  const median = describe(ratios)?.median;
  if (median === undefined) throw new Error('no pairs of locks');
  return { median, above1: ratios.filter((ratio) => ratio > 1).length, pairs: ratios.length };
}

/** Null when the 95 % interval of the median contains 1: then there is no sign to agree with. */
export function agreesInSign(predicted: number, { above1, pairs }: LockPairs): boolean | null {
  const ranks = medianRanks(pairs);
  if (ranks === null) return null;
  if (above1 >= ranks.high) return predicted > 1;
  if (above1 < ranks.low) return predicted < 1;
  return null;
}
