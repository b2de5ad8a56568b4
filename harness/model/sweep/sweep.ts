import { sibling } from '../../core/workload.ts';
import { ThreadPool } from '../../system/thread-pool.ts';
import type { ModelConfiguration } from '../path/configuration.ts';
import type { PointEnd } from './simulate-thread.ts';

export interface SweepOptions {
  readonly threads: number;
  /** Ends the threads where they are; what has not ended is lost. */
  readonly signal: AbortSignal;
  /** Called in the order in which simulations end. */
  readonly onEnd: (index: number, end: PointEnd) => void;
}

/** Simulates configurations side by side, each in one thread. Resolves when all have ended, or the signal came. */
export async function sweep(
  configurations: readonly ModelConfiguration[],
  { threads, signal, onEnd }: SweepOptions,
): Promise<void> {
  const useful = Math.min(threads, configurations.length);
  if (useful === 0) return;
  await using pool = new ThreadPool({
    module: sibling(import.meta.url, 'simulate-thread'),
    minThreads: useful,
    maxThreads: useful,
    idleMs: Number.POSITIVE_INFINITY,
    youngMegabytes: null,
  });
  const stop = (): void => void pool[Symbol.asyncDispose]();
  signal.addEventListener('abort', stop, { once: true });
  const waiting = configurations.entries();
  const one = async (): Promise<void> => {
    for (const [index, configuration] of waiting) {
      const end = await pool.run<PointEnd>('simulatePoint', configuration).catch((error: unknown) => {
        if (signal.aborted) return null;
        throw error;
      });
      if (end === null || signal.aborted) return;
      onEnd(index, end);
    }
  };
  try {
    // Twice as many as there are threads: each has its next task while the caller keeps a result.
    await Promise.all(Array.from({ length: 2 * useful }, one));
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
