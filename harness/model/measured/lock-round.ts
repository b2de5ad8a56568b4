import { randomFor, shuffled } from '../../core/random.ts';
import type { LockCondition } from './lock-condition.ts';

/** With copies; the same but for the number of locks. Only such pairs, one after the other, show a difference of a few per cent. */
export const PAIR = {
  oneLock: { threads: 2, areas: 1, pagesPerRequest: 64, copyBytes: 4096 },
  twoLocks: { threads: 2, areas: 2, pagesPerRequest: 64, copyBytes: 4096 },
} as const satisfies Readonly<Record<string, LockCondition>>;

/** What is measured without a break between. */
const GROUPS: readonly (readonly LockCondition[])[] = [
  [{ threads: 1, areas: 1, pagesPerRequest: 64, copyBytes: 0 }],
  [{ threads: 1, areas: 1, pagesPerRequest: 1, copyBytes: 0 }],
  [{ threads: 2, areas: 2, pagesPerRequest: 64, copyBytes: 0 }],
  [{ threads: 2, areas: 2, pagesPerRequest: 1, copyBytes: 0 }],
  [{ threads: 2, areas: 1, pagesPerRequest: 64, copyBytes: 0 }],
  [{ threads: 2, areas: 1, pagesPerRequest: 1, copyBytes: 0 }],
  [PAIR.oneLock, PAIR.twoLocks],
];

/** In the order of tables. */
export const CONDITIONS: readonly LockCondition[] = GROUPS.flat();

/** One pass over all conditions, in an order of its own for each round. */
export function lockRound(seed: number, round: number): LockCondition[] {
  const random = randomFor(seed, 'locks', round);
  return shuffled(GROUPS, random).flatMap((group) => shuffled(group, random));
}
