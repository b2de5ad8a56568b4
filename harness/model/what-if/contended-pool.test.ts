import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { median } from '../../stats/median.ts';
import { type Contention, predictPrivatePool, privateFromShared, type SharedWork } from './contended-pool.ts';

const MIB = 2 ** 20;
const streams = (bytesPerSecond: number): Contention['sharing'] => ({
  streams: 2,
  blockBytes: MIB,
  bytesPerSecond,
  deviceNs: 300_000,
});
const contention = (shared: number, apart: number, processors = 1): Contention => ({
  processors,
  sharing: streams(shared),
  apart: streams(apart),
});
const WORK: SharedWork = { waits: 3, aloneNs: 2_400_000, guestShare: 0.5 };

describe('a pool of its own beside a busy neighbour', () => {
  it('changes exactly nothing where the neighbour is no faster without bouncing through it', () => {
    expect(predictPrivatePool(WORK, contention(4e8, 4e8), 1)).toMatchObject({ ratio: 1, remaining: 1 });
  });

  it.each([
    [3.2e8, 4e8],
    [3.2e8, 8e8],
    [1e8, 8e8],
  ])('makes operations faster, the more the neighbour gains: %d to %d bytes a second', (shared, apart) => {
    const { ratio, remaining } = predictPrivatePool(WORK, contention(shared, apart), 1);
    expect(ratio).toBeLessThan(1);
    expect(remaining).toBeGreaterThanOrEqual(0);
    const more = predictPrivatePool(WORK, contention(shared, 1.5 * apart), 1);
    expect(more.ratio).toBeLessThan(ratio);
  });

  it('matters less with a processor more', () => {
    const one = predictPrivatePool(WORK, contention(3.2e8, 8e8), 1);
    const two = predictPrivatePool(WORK, { ...contention(3.2e8, 8e8), processors: 2 }, 1);
    expect(two.sharedNs).toBeLessThan(one.sharedNs);
  });

  it('is never said to make an operation faster than it is alone', () => {
    const prediction = predictPrivatePool(WORK, contention(3.2e8, 8e8), 1);
    expect(privateFromShared(9_000_000, WORK.aloneNs, prediction)).toBeGreaterThan(WORK.aloneNs);
    expect(privateFromShared(1_000_000, WORK.aloneNs, prediction)).toBe(WORK.aloneNs);
  });
});

const measuredSchema = z.object({
  rates: z.object({ shared: z.number(), private: z.number() }),
  operations: z.array(
    z.object({
      operation: z.string(),
      waits: z.number(),
      aloneNs: z.number(),
      sharedNs: z.array(z.number()),
      privateNs: z.array(z.number()),
    }),
  ),
});

/**
 * small-file in the lab on Linux 6.18 whose processors are one thread of the emulator: twelve boots with 1024 slots and a reading
 * contender, medians of each boot. `aloneNs` is of another boot without a contender, `waits` the voluntary switches of an operation.
 */
const MEASURED = measuredSchema.parse(JSON.parse(readFileSync(new URL('testdata/pool-6.18.json', import.meta.url), 'utf8')));

describe('what twelve boots of the lab measured', () => {
  const { rates, operations } = MEASURED;
  const predicted = operations.map(({ waits, aloneNs, sharedNs, privateNs }) => {
    const prediction = predictPrivatePool({ waits, aloneNs, guestShare: 0.5 }, contention(rates.shared, rates.private), 1);
    const shared = median(sharedNs);
    return { shared, private: median(privateNs), predicted: privateFromShared(shared, aloneNs, prediction) };
  });
  const total = (of: (one: (typeof predicted)[number]) => number): number => predicted.reduce((sum, one) => sum + of(one), 0);

  it('has the sign that was predicted, in every operation', () => {
    for (const one of predicted) {
      expect(one.private).toBeLessThan(one.shared);
      expect(one.predicted).toBeLessThan(one.shared);
    }
  });

  it('is predicted within 30 % in all operations together, and in half of them', () => {
    expect(total((one) => one.predicted) / total((one) => one.private)).toBeGreaterThan(0.7);
    expect(total((one) => one.predicted) / total((one) => one.private)).toBeLessThan(1.3);
    expect(median(predicted.map((one) => Math.abs(one.predicted / one.private - 1)))).toBeLessThan(0.3);
  });
});
