import type { AllocateStep, Distribution, FreeStep, ReleaseStep, SeizeStep, ServeStep, WhenFull } from '../engine/network.ts';
import type { Row } from './rows.ts';

/** The engine's steps, with rows that are known. */

export function serve(at: string, row: Row, time: Distribution, unlessBusy: string | null = null): ServeStep {
  return { kind: 'serve', at, row, time, unlessBusy };
}

export function seize(at: string, row: Row, units = 1, whenFull: WhenFull = 'wait'): SeizeStep {
  return { kind: 'seize', at, row, units, whenFull };
}

export function release(at: string, units = 1): ReleaseStep {
  return { kind: 'release', at, units };
}

export function allocate(at: string, row: Row, slots: number, hold: Distribution, whenFull: WhenFull): AllocateStep {
  return { kind: 'allocate', at, row, slots, hold, whenFull };
}

export function free(at: string, row: Row, hold: Distribution): FreeStep {
  return { kind: 'free', at, row, hold };
}
