import { describe, expect, it } from 'vitest';
import { disturbances, type MachineState } from './guard.ts';

const state = (patch: Partial<MachineState> = {}): MachineState => ({
  bootId: 'a',
  mounts: [],
  clocks: { monotonicNs: 1e9, wallMs: 1000, bootSeconds: 1 },
  drops: { pages: 5, slab: 5 },
  ...patch,
});
const later = (seconds: { monotonic: number; wall: number; boot: number | null }): MachineState =>
  state({
    clocks: {
      monotonicNs: 1e9 + seconds.monotonic * 1e9,
      wallMs: 1000 + seconds.wall * 1e3,
      bootSeconds: seconds.boot === null ? null : 1 + seconds.boot,
    },
  });
const reasons = (after: MachineState, ownDrops = 0): string[] =>
  disturbances(state(), after, [], ownDrops).map(({ reason }) => reason);

describe('between two states', () => {
  it.each([
    ['nothing, when all clocks agree', { monotonic: 60, wall: 60, boot: 60 }, []],
    ['nothing, when they differ by less than a second', { monotonic: 60, wall: 60.5, boot: 60.2 }, []],
    ['a suspend, when boot time ran on', { monotonic: 60, wall: 90, boot: 90 }, ['suspended']],
    ['a set clock, when only the wall clock moved', { monotonic: 60, wall: -3540, boot: 60 }, ['clock-jump']],
    ['nothing, when boot time cannot be read', { monotonic: 60, wall: 90, boot: null }, []],
  ])('finds %s', (_name, seconds, expected) => {
    expect(reasons(later(seconds))).toEqual(expected);
  });

  it('finds a cache that somebody else dropped', () => {
    expect(reasons(state({ drops: { pages: 6, slab: 6 } }))).toEqual(['cache-dropped']);
  });

  it('takes its own drops for its own', () => {
    expect(reasons(state({ drops: { pages: 8, slab: 8 } }), 3)).toEqual([]);
  });
});
