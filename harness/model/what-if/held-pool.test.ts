import { describe, expect, it } from 'vitest';
import { VIRTIOFS } from '../testing/virtiofs-mount.ts';
import { predictHeldPool, type SlowNeighbour } from './held-pool.ts';
import type { KnownCosts } from './known-costs.ts';
import type { Work } from './mount-facts.ts';

const KIB = 1024;
const NEIGHBOUR: SlowNeighbour = { operation: 'read', streams: 2, blockBytes: 1024 * KIB, bytesPerSecond: 32 * 1024 * KIB };
const BLOCK_NS = (1e9 * NEIGHBOUR.blockBytes) / NEIGHBOUR.bytesPerSecond;
/** As requests of an emulated guest are. */
const COSTS: KnownCosts = {
  ...{
    callNs: 50_000,
    componentNs: 10_000,
    copyNsPerByte: 0.5,
    requestNs: 600_000,
    readNsPerByte: 3,
    writeNsPerByte: 3,
    entryNs: 1000,
  },
  ...{ serialShare: null, awayShare: null, dmaShare: null, bounceNsPerByte: 1, requestError: 0.1, byteError: 0.1 },
};
const MOUNT = { facts: { ...VIRTIOFS, kernel: '6.1', maxPages: 256 }, knownFor: () => COSTS };

function writing(bytes: number): Work {
  return { operation: 'write', bytes, entries: 0, directories: 0, clients: 1, sameFile: false };
}

function predicted(bytes: number, slots: number): ReturnType<typeof predictHeldPool> {
  const pool = { kind: 'shared', slots, areas: 2 } as const;
  return predictHeldPool(MOUNT, [{ work: writing(bytes), times: 1 }], { pool, neighbour: NEIGHBOUR, seed: 1 });
}

describe('a pool that a slow neighbour holds', () => {
  it.each([
    ['a page beside one block', 4 * KIB, 1024],
    ['a mebibyte beside two blocks', 1024 * KIB, 4096],
  ])('costs nothing where there is room: %s', (_, bytes, slots) => {
    const { sharedNs, privateNs } = predicted(bytes, slots);
    expect(sharedNs / privateNs).toBeCloseTo(1, 1);
  });

  it('makes whatever does not fit beside a block wait for the end of one', () => {
    const { sharedNs, privateNs } = predicted(1024 * KIB, 1024);
    expect(privateNs).toBeLessThan(BLOCK_NS);
    expect(sharedNs).toBeGreaterThan(BLOCK_NS / 2);
  });
});
