import { setTimeout } from 'node:timers/promises';
import type { Random } from '../../core/random.ts';

export type Pause = (milliseconds: number) => Promise<void>;

export const realPause: Pause = async (milliseconds) => {
  await setTimeout(milliseconds);
};

/**
 * Between two attempts to push: a random part of a limit that grows. An attempt that comes too late costs as much as one that succeeds, a
 * quarter of a second of a processor, so the first limit has room for twelve; half a minute, reached after seven attempts, for a hundred.
 */
export const BACK_OFF = { attempts: 20, firstMs: 3000, growth: 1.5, mostMs: 30_000, leastMs: 50 } as const;

/** `failed`: attempts so far, from 1. */
export function backOffMs(failed: number, random: Pick<Random, 'next'>): number {
  const limit = Math.min(BACK_OFF.mostMs, BACK_OFF.firstMs * BACK_OFF.growth ** (failed - 1));
  return BACK_OFF.leastMs + random.next() * (limit - BACK_OFF.leastMs);
}
