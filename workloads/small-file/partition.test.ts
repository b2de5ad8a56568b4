import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TREES } from '../inputs/presets.ts';
import { planTree } from '../inputs/tree.ts';
import { timesAt } from './spread.ts';
import { ownSubtrees } from './subtrees.ts';

describe('timesAt', () => {
  it('adds up to floor(n · tenths / 10) for every n, at most one apart between files', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2000 }), fc.integer({ min: 0, max: 40 }), (files, tenths) => {
        const times = Array.from({ length: files }, (_, index) => timesAt(index, tenths));
        expect(times.reduce((total, count) => total + count, 0)).toBe(Math.floor((files * tenths) / 10));
        expect(times.every((count) => count === Math.floor(tenths / 10) || count === Math.ceil(tenths / 10))).toBe(true);
      }),
    );
  });
});

describe('ownSubtrees', () => {
  it('gives every directory to one thread, and with it all that lies below', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 32 }), (seed, threads) => {
        const { directories } = planTree(TREES['install-s'], seed);
        const owner = new Map<string, number>();
        for (let thread = 0; thread < threads; thread++) {
          for (const path of ownSubtrees(directories, { thread, threads })) {
            expect(owner.has(path)).toBe(false);
            owner.set(path, thread);
          }
        }
        expect(owner.size).toBe(directories.length);
        for (const path of directories) {
          const slash = path.lastIndexOf('/');
          if (slash >= 0) expect(owner.get(path.slice(0, slash))).toBe(owner.get(path));
        }
      }),
      { numRuns: 30 },
    );
  });
});
