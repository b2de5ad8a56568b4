import { setTimeout as sleep } from 'node:timers/promises';

const PATIENCE_MS = 30_000;

/** Looks again until there is something, which it returns; what is thrown while looking means "not yet". */
export async function until<T>(what: string, look: () => T | null | undefined | false, everyMs = 20): Promise<T> {
  const started = Date.now();
  let last: unknown = null;
  while (Date.now() - started < PATIENCE_MS) {
    try {
      const found = look();
      if (found !== null && found !== undefined && found !== false) return found;
    } catch (error) {
      last = error;
    }
    await sleep(everyMs);
  }
  throw new Error(`waited ${PATIENCE_MS / 1000} s for ${what}`, { cause: last });
}
