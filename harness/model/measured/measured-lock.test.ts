import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectFolder } from '../../system/folders.ts';
import type { LockCondition, LockMeasurement } from './lock-condition.ts';
import { CONDITIONS, lockRound, PAIR } from './lock-round.ts';
import { lockTable } from './lock-table.ts';
import type * as one from './measure-lock.ts';
import type * as all from './measure-locks.ts';
import { newBounceMemory, PageCopies } from './page-copies.ts';
import { newPoolMemory, SharedPool } from './shared-pool.ts';

// The compiled program: it starts lock-thread.ts beside itself, and Node 20 does not run TypeScript.
const compiled = (name: string): string => join(projectFolder(), 'dist/harness/model/measured', `${name}.js`);
const { measureLock } = (await import(/* @vite-ignore */ compiled('measure-lock'))) as typeof one;
const { measureLocks } = (await import(/* @vite-ignore */ compiled('measure-locks'))) as typeof all;

const DURATION_MS = 100;

describe('threads on a real pool', () => {
  it.each([
    { threads: 1, areas: 1, pagesPerRequest: 1, copyBytes: 0 },
    { threads: 1, areas: 2, pagesPerRequest: 64, copyBytes: 4096 },
    { threads: 2, areas: 1, pagesPerRequest: 1, copyBytes: 0 },
    { threads: 2, areas: 1, pagesPerRequest: 64, copyBytes: 4096 },
    { threads: 2, areas: 2, pagesPerRequest: 1, copyBytes: 4096 },
    { threads: 2, areas: 2, pagesPerRequest: 64, copyBytes: 0 },
  ] as const)(
    '$threads over $areas areas, $pagesPerRequest pages, $copyBytes B copied: no slot is given twice, all come back',
    async (condition) => {
      const found = await measureLock(condition, DURATION_MS);
      expect(found.maps % condition.pagesPerRequest).toBe(0);
      expect(found.maps).toBeGreaterThan(0);
      expect(found.handoverShare > 0).toBe(condition.threads > condition.areas);
    },
  );

  it('end together when one of them fails, and leave no thread behind', async () => {
    const threads = (): number => readdirSync('/proc/self/task').length;
    await measureLock({ threads: 2, areas: 1, pagesPerRequest: 1, copyBytes: 0 }, DURATION_MS);
    const before = threads();
    // The requests in flight need 512 slots, and an area has 128.
    const full = measureLock({ threads: 2, areas: 256, pagesPerRequest: 64, copyBytes: 0 }, DURATION_MS);
    await expect(full).rejects.toThrow('no 2 free slots in area');
    expect(threads()).toBeLessThanOrEqual(before);
  });
});

describe('what proves that no slot was given twice', () => {
  it('notices who unmaps what another thread holds', () => {
    const memory = newPoolMemory(1);
    const first = new SharedPool(memory, 1).map(0, 2);
    expect(() => new SharedPool(memory, 2).unmap(first)).toThrow(`slot ${first} belongs to thread 1, expected 2`);
  });

  it('notices what was not given back', () => {
    const pool = new SharedPool(newPoolMemory(2), 1);
    const first = pool.map(1, 2);
    expect(() => pool.assertEmpty()).toThrow(/area 1 has lock 0, 2 slots used; slot 16384 has free run 0, holder 1/);
    pool.unmap(first);
    pool.assertEmpty();
  });

  it('notices data of another thread', () => {
    const bounce = newBounceMemory();
    const [mine, others] = [1, 2].map((thread) => new PageCopies(bounce, 1, 4096, thread)) as [PageCopies, PageCopies];
    mine.into(6, 0);
    mine.outOf(6, 0);
    others.into(6, 0);
    expect(() => mine.outOf(6, 0)).toThrow('slot 6 holds data of thread 2');
  });
});

describe('rounds', () => {
  it('have every condition once, in an order that the seed decides, with the pair side by side', () => {
    const orders = Array.from({ length: 40 }, (_, round) => lockRound(7, round));
    for (const order of orders) {
      expect(new Set(order)).toEqual(new Set(CONDITIONS));
      expect(Math.abs(order.indexOf(PAIR.oneLock) - order.indexOf(PAIR.twoLocks))).toBe(1);
    }
    expect(lockRound(7, 3)).toEqual(orders[3]);
    const twoFirst = orders.filter((order) => order.indexOf(PAIR.twoLocks) < order.indexOf(PAIR.oneLock));
    expect(twoFirst.length).toBeGreaterThan(8);
    expect(twoFirst.length).toBeLessThan(32);
  });

  it('end with the last one when there are never enough', async () => {
    const seen: number[] = [];
    const run = { enough: 1000, mostRounds: 2, durationMs: DURATION_MS, seed: 1, progress: (round: number) => seen.push(round) };
    const rounds = await measureLocks(run);
    expect(seen).toEqual([1, 2]);
    expect(rounds.map((round) => round.map(({ condition }) => condition))).toEqual([lockRound(1, 1), lockRound(1, 2)]);
  });
});

describe('the table of the rounds', () => {
  /** As if measured; `rate` in pages per second. */
  const measured = (condition: LockCondition, rate: number, waitedForCpuShare: number | null): LockMeasurement => ({
    condition,
    elapsedNs: 1e8,
    maps: rate / 10,
    mapsPerSecond: rate,
    mapNs: 1e9 / rate,
    unmapNs: 2e9 / rate,
    handoverShare: 0.5,
    interrupted: 0,
    waitedForCpuShare,
  });
  const round = (rate: number, waited: (condition: LockCondition) => number | null): LockMeasurement[] =>
    lockRound(1, rate).map((condition) =>
      measured(condition, condition === PAIR.twoLocks ? 1.1 * rate : rate, waited(condition)),
    );

  it('has medians of each condition, and the ratio of each pair', () => {
    const table = lockTable([3e6, 1e6, 2e6].map((rate) => round(rate, () => null)));
    expect(table?.rows.map(({ mapsPerSecond }) => mapsPerSecond)).toEqual([2e6, 2e6, 2e6, 2e6, 2e6, 2e6, 2e6, 1.1 * 2e6]);
    expect(table?.rows[0]).toMatchObject({ ...CONDITIONS[0], mapNs: 500, unmapNs: 1000, rates: [3e6, 1e6, 2e6] });
    for (const ratio of table?.twoLocksOverOne ?? []) expect(ratio).toBeCloseTo(1.1, 9);
    expect(table?.twoLocksOverOne).toHaveLength(3);
  });

  it('leaves out what was disturbed, and a pair with its half', () => {
    const table = lockTable([round(1e6, (condition) => (condition === PAIR.oneLock ? 0.06 : 0.05)), round(2e6, () => 0)]);
    expect(table?.rows.map(({ rates }) => rates.length)).toEqual([2, 2, 2, 2, 2, 2, 1, 2]);
    expect(table?.twoLocksOverOne).toHaveLength(1);
  });

  it('is none where a condition was always disturbed', () => {
    expect(lockTable([round(1e6, (condition) => (condition === CONDITIONS[3] ? 0.5 : 0))])).toBeNull();
    expect(lockTable([])).toBeNull();
  });
});
