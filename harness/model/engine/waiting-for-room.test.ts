import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SlotPool } from '../pool/slot-pool.ts';
import type { JobClass, Network, PoolStation, Program } from './network.ts';
import { allocate, circulating, exactly, exponential, free, release, seize, serve } from './short-steps.ts';
import { simulate } from './simulate.ts';
import { Simulation } from './simulation.ts';

/** Clients that think for ever so long do one operation each before the clock's first. */
const START = 1e9;
const END = 1.9e9;

interface Request {
  readonly atNs: number;
  readonly size: number;
  readonly holdNs: number;
}

const requests = (largest: number): fc.Arbitrary<Request[]> =>
  fc.uniqueArray(
    fc.record({
      // Thousandths of so many that no two things happen at once: who came first is beyond doubt.
      atNs: fc.nat(4e9).map((ticks) => ticks / 1000),
      size: fc.integer({ min: 1, max: largest }),
      holdNs: fc.nat(2e9).map((ticks) => ticks / 1000),
    }),
    { minLength: 2, maxLength: 25, selector: ({ atNs }) => atNs },
  );

/** One operation per request at its time; the first class ends the run. */
function oneOperationEach(list: readonly Request[], program: (request: Request) => Program): [JobClass, ...JobClass[]] {
  const classes = list.map((request, index) => ({
    ...circulating(1, exactly(START + request.atNs), ...program(request)),
    name: `request ${index}`,
  }));
  return [{ ...circulating(1, exactly(END)), name: 'clock' }, ...classes];
}

/** Waiting times where the first who waits has the next room, and nobody passes. */
function firstComeFirstServed(
  list: readonly Request[],
  room: { take(size: number): number; give(token: number, size: number): void },
): number[] {
  const arrivals = list.map((request, index) => ({ ...request, index })).sort((a, b) => a.atNs - b.atNs);
  const waiting: (typeof arrivals)[number][] = [];
  const holding: { until: number; token: number; size: number }[] = [];
  const waits = list.map(() => 0);
  const admit = (now: number): void => {
    for (let first = waiting[0]; first !== undefined; first = waiting[0]) {
      const token = room.take(first.size);
      if (token < 0) return;
      waits[first.index] = now - first.atNs;
      holding.push({ until: now + first.holdNs, token, size: first.size });
      waiting.shift();
    }
  };
  while (arrivals.length > 0 || holding.length > 0) {
    holding.sort((a, b) => a.until - b.until);
    const next = arrivals[0];
    const done = holding[0];
    if (next !== undefined && (done === undefined || next.atNs < done.until)) {
      arrivals.shift();
      waiting.push(next);
      admit(next.atNs);
    } else if (done !== undefined) {
      holding.shift();
      room.give(done.token, done.size);
      admit(done.until);
    }
  }
  return waits;
}

function waitsIn(network: Network, row: string): number[] {
  const outcome = simulate(network, { operations: 1, warmUp: 0, seed: 1 });
  return outcome.classes.slice(1).map(({ rows }) => rows.find((one) => one.row === row)?.waitingNs ?? Number.NaN);
}

describe('units of a resource', () => {
  it('are given first come, first served: a large request blocks smaller ones behind it', () => {
    fc.assert(
      fc.property(requests(8), fc.integer({ min: 8, max: 20 }), (list, units) => {
        let free = units;
        const room = {
          take: (size: number) => {
            if (size > free) return -1;
            free -= size;
            return 0;
          },
          give: (_: number, size: number) => {
            free += size;
          },
        };
        const network: Network = {
          stations: [
            { kind: 'resource', name: 'ring', units },
            { kind: 'delay', name: 'use' },
          ],
          classes: oneOperationEach(list, ({ size, holdNs }) => [
            seize('ring', size),
            serve('use', exactly(holdNs)),
            release('ring', size),
          ]),
        };
        const expected = firstComeFirstServed(list, room);
        waitsIn(network, 'ring').forEach((wait, index) => {
          expect(wait).toBeCloseTo(expected[index] ?? Number.NaN, 3);
        });
      }),
      { seed: 6, numRuns: 150, endOnFailure: true },
    );
  });
});

describe('slots of a pool, for operations that wait for room', () => {
  const pool: PoolStation = { kind: 'pool', name: 'pool', slots: 256, areas: 1, handoverNs: 0 };

  it('are given first come, first served, as soon as the slots that became free suffice', () => {
    fc.assert(
      fc.property(requests(128), (list) => {
        const slots = new SlotPool(256, 1);
        const room = {
          take: (size: number) => slots.allocate(0, size),
          give: (at: number, size: number) => slots.free(at, size),
        };
        const network: Network = {
          stations: [pool, { kind: 'delay', name: 'use' }],
          classes: oneOperationEach(list, ({ size, holdNs }) => [
            allocate('pool', size),
            serve('use', exactly(holdNs)),
            free('pool'),
          ]),
        };
        const expected = firstComeFirstServed(list, room);
        waitsIn(network, 'pool').forEach((wait, index) => {
          expect(wait).toBeCloseTo(expected[index] ?? Number.NaN, 3);
        });
      }),
      { seed: 7, numRuns: 150, endOnFailure: true },
    );
  });

  it('go to the first who waits also while it is on its way to try again', () => {
    // Two hold half the pool each. A third wants all of it; while it tries in vain after the first half came free, a small one arrives.
    const program = (slots: number): Program => [allocate('pool', slots, 'wait', 5), serve('use', exactly(100)), free('pool')];
    const half: PoolStation = { ...pool, slots: 128 };
    const at = (atNs: number, steps: Program): JobClass => circulating(1, exactly(START + atNs), ...steps);
    const network: Network = {
      stations: [half, { kind: 'delay', name: 'use' }],
      classes: [
        circulating(1, exactly(END)),
        { ...at(0, [allocate('pool', 64), serve('use', exactly(20)), free('pool')]), name: 'short' },
        { ...at(1, [allocate('pool', 64), serve('use', exactly(200)), free('pool')]), name: 'long' },
        { ...at(10, program(128)), name: 'large' },
        { ...at(22, program(64)), name: 'small' },
      ],
    };
    const responses = simulate(network, { operations: 1, warmUp: 0, seed: 1 }).classes.map(({ maxNs }) => maxNs);
    // Large: from 10 to 201 + 5 + 100. Small: let try at 206, under the lock until 211 and in vain, again from 306.
    expect(responses.slice(3)).toEqual([296, 389]);
  });

  it('are found also where they come free behind the back of who tries one area after the other', () => {
    const areas: PoolStation = { ...pool, slots: 256, areas: 2 };
    const holder = (atNs: number, ns: number, name: string): JobClass => ({
      ...circulating(1, exactly(START + atNs), allocate('pool', 128), serve('use', exactly(ns)), free('pool')),
      name,
    });
    // Clients are numbered from the clock's 0, and begin with the area of their number: one holds area 1 until 12, the other area 0.
    const network: Network = {
      stations: [areas, { kind: 'delay', name: 'use' }],
      classes: [
        circulating(1, exactly(END)),
        holder(0, 12, 'short'),
        holder(0, 500, 'long'),
        { ...circulating(1, exactly(START + 10), allocate('pool', 128, 'wait', 5), free('pool')), name: 'third' },
      ],
    };
    // Area 1 is freed at 15, when its lock is let go; the third is at area 0 until 20, and comes back.
    expect(simulate(network, { operations: 1, warmUp: 0, seed: 1 }).classes[3]?.maxNs).toBe(15);
  });

  it('never let anybody wait for ever, and come back all of them', () => {
    const network = fc.record({
      areas: fc.constantFrom(1, 2, 4),
      clients: fc.integer({ min: 1, max: 12 }),
      sizes: fc.array(fc.integer({ min: 1, max: 128 }), { minLength: 1, maxLength: 6 }),
      holdNs: fc.constantFrom(0, 3, 40),
      seed: fc.nat(1000),
    });
    fc.assert(
      fc.property(network, ({ areas, clients, sizes, holdNs, seed }) => {
        const program = (size: number): Program => [
          allocate('pool', size, 'wait', holdNs),
          serve('use', exponential(100)),
          free('pool', holdNs),
        ];
        const [first = [], ...others] = sizes.map(program);
        const tired: JobClass = {
          name: 'tired',
          // Four operations in quick succession, then a rest in which everything is given back.
          population: { kind: 'closed', clients, think: exactly(1e6) },
          programs: [[first, ...others, first].flat(), ...others],
        };
        const stations: Network['stations'] = [
          { kind: 'pool', name: 'pool', slots: 512, areas, handoverNs: 10 },
          { kind: 'delay', name: 'use' },
        ];
        const simulation = new Simulation({ stations, classes: [tired] }, seed);
        const { world } = simulation;
        while ((simulation.tallies[0]?.finished ?? 0) < 4 * clients) simulation.step();
        expect(world.jobs.present).toBe(clients);
        expect(world.pools.used()).toBe(0);
        expect(Array.from(world.stations.present)).toEqual(Array(world.stations.count).fill(0));
        expect(Array.from(world.jobs.heldCount)).toEqual(Array(world.jobs.capacity).fill(0));
      }),
      { seed: 8, numRuns: 150 },
    );
  });
});
