import { describe, expect, it } from 'vitest';
import type { AttemptStep, JobClass, Network, Program, Station } from './network.ts';
import type { ClassOutcome } from './outcome.ts';
import { allocate, arriving, circulating, exactly, exponential, free, queue, release, seize, serve } from './short-steps.ts';
import { simulate } from './simulate.ts';
import { Simulation } from './simulation.ts';

const MS = 1e6;
const RING: Station = { kind: 'resource', name: 'ring', units: 1 };
const POOL: Station = { kind: 'pool', name: 'pool', slots: 256, areas: 1, handoverNs: 0 };
const USE: Station = { kind: 'delay', name: 'use' };

function timer(hz: number): Station {
  return { kind: 'parking', name: 'timer', tickNs: 1e9 / hz, ticks: 2 };
}

function orPark(...steps: Program): AttemptStep {
  return { kind: 'attempt', steps, otherwise: { kind: 'park', at: 'timer', row: 'parked' } };
}

/** One client whose operations begin so long after the last one ended. */
function every(ms: number, name: string, ...program: Program): JobClass {
  return { ...circulating(1, exactly(ms * MS), ...program), name };
}

/** Holds the ring for so long, or is parked when it is held. */
function useRing(ms: number): Program {
  return [orPark(seize('ring', 1, 'give-up')), serve('use', exactly(ms * MS)), release('ring')];
}

/** Outcomes of the first operation of each class, which begin at different times and end before the clock strikes. */
function firstOperations(hz: number, ...classes: JobClass[]): ClassOutcome[] {
  const clock = every(90, 'clock');
  return simulate(
    { stations: [RING, USE, timer(hz)], classes: [clock, ...classes] },
    { operations: 1, warmUp: 0, seed: 1 },
  ).classes.slice(1);
}

function parkedMs(outcome: ClassOutcome | undefined): number {
  return (outcome?.rows.find(({ row }) => row === 'parked')?.waitingNs ?? 0) / MS;
}

describe('an operation that is parked', () => {
  it.each([
    [250, 8],
    [1000, 3],
    [100, 20],
  ])('is tried again at the next tick but one of a kernel of %i Hz', (hz, atMs) => {
    const [, parked] = firstOperations(hz, every(50, 'holder', ...useRing(1.6)), every(51.3, 'late', ...useRing(1)));
    const start = 51.3;
    const tick = 1000 / hz;
    const expected = (Math.floor(start / tick) + 2) * tick - start;
    expect(parkedMs(parked)).toBeCloseTo(expected, 9);
    expect(parked?.rows.find(({ row }) => row === 'parked')).toMatchObject({ visits: 1, serviceNs: 0 });
    expect((parked?.meanNs ?? 0) / MS).toBeCloseTo(expected + 1, 9);
    expect(parked?.parked).toEqual({ operations: 1, meanNs: parked?.meanNs, maxNs: parked?.maxNs });
    expect(expected).toBeLessThanOrEqual(atMs);
  });

  it('is overtaken by those that come before the tick', () => {
    const [, late, later] = firstOperations(
      250,
      every(50, 'holder', ...useRing(2)),
      every(51, 'late', ...useRing(1)),
      every(52.5, 'later', ...useRing(1)),
    );
    expect(parkedMs(late)).toBeCloseTo(5, 9);
    expect(later?.meanNs).toBe(1 * MS);
    expect(later?.parked.operations).toBe(0);
  });

  it('is tried with all others of the same timer, in the order in which they came, and parked again in vain', () => {
    const [, second, first] = firstOperations(
      250,
      every(50, 'holder', ...useRing(5.5)),
      every(53, 'second', ...useRing(1)),
      every(51, 'first', ...useRing(1)),
    );
    // The timer was set at 51 ms for 56 ms. The second one finds the ring taken again, and waits from 56 to 64 ms.
    expect(parkedMs(first)).toBeCloseTo(5, 9);
    expect(parkedMs(second)).toBeCloseTo(11, 9);
    expect(second?.rows.find(({ row }) => row === 'parked')?.visits).toBe(2);
  });

  it('has given back what it took in the attempt, and kept what it held before', () => {
    const program: Program = [
      allocate('pool', 10),
      orPark(allocate('pool', 100), seize('ring', 1, 'give-up')),
      release('ring'),
      free('pool'),
      free('pool'),
    ];
    const holder = every(1, 'holder', seize('ring'), serve('use', exactly(10 * MS)), release('ring'));
    const network: Network = { stations: [RING, USE, POOL, timer(250)], classes: [every(2, 'parked', ...program), holder] };
    const simulation = new Simulation(network, 1);
    const { world } = simulation;
    while (world.stations.present[3] === 0) simulation.step();
    expect(world.pools.used()).toBe(10);
    while (simulation.tallies[0]?.finished === 0) simulation.step();
    expect(world.pools.used()).toBe(0);
    expect(world.stations.busy[0]).toBe(0);
    expect(simulation.tallies[0]?.failed).toBe(0);
  });
});

describe('an operation that gives up', () => {
  it('fails, is counted, and is no part of any latency', () => {
    const program: Program = [seize('ring', 1, 'give-up'), serve('use', exactly(5 * MS)), release('ring')];
    const holder = every(1, 'holder', ...program);
    const [outcome] = simulate(
      // Tries at 3 ms, at once again 10 ms later, …: every time the ring is held, but at 13 ms, when nobody has it.
      { stations: [RING, USE], classes: [every(3, 'unlucky', ...program), holder] },
      { operations: 2, warmUp: 0, seed: 1 },
    ).classes;
    expect(outcome).toMatchObject({ completed: 1, failed: 1, meanNs: 5 * MS, maxNs: 5 * MS });
    expect(outcome?.rows).toEqual([
      { row: 'ring', waitingNs: 0, serviceNs: 0, visits: 1 },
      { row: 'use', waitingNs: 0, serviceNs: 5 * MS, visits: 1 },
    ]);
  });

  it('gives back all that it holds, taken inside the attempt or before it', () => {
    const failing: AttemptStep = {
      kind: 'attempt',
      steps: [allocate('pool', 100), seize('ring', 1, 'give-up')],
      otherwise: { kind: 'fail' },
    };
    const program: Program = [
      seize('other'),
      allocate('pool', 7),
      failing,
      release('ring'),
      free('pool'),
      free('pool'),
      release('other'),
    ];
    const holder = every(1, 'holder', seize('ring'), serve('use', exactly(50 * MS)), release('ring'));
    const stations: Station[] = [RING, USE, POOL, { kind: 'resource', name: 'other', units: 3 }];
    const simulation = new Simulation({ stations, classes: [every(2, 'failing', ...program), holder] }, 1);
    while (simulation.tallies[0]?.finished === 0) simulation.step();
    const { world } = simulation;
    expect(simulation.tallies[0]?.failed).toBe(1);
    expect(world.pools.used()).toBe(0);
    expect(Array.from(world.stations.busy)).toEqual([1, 1, 0, 0, 0, 0, 0]);
  });

  it('fails after an attempt that was settled: only what an attempt is around is tried again', () => {
    const settled = orPark(allocate('pool', 100, 'give-up'));
    const program: Program = [settled, seize('ring', 1, 'give-up'), release('ring'), free('pool')];
    const holder = every(1, 'holder', seize('ring'), serve('use', exactly(50 * MS)), release('ring'));
    const simulation = new Simulation(
      { stations: [RING, USE, POOL, timer(250)], classes: [every(2, 'late', ...program), holder] },
      1,
    );
    while (simulation.tallies[0]?.finished === 0) simulation.step();
    expect(simulation.tallies[0]?.failed).toBe(1);
    expect(simulation.world.pools.used()).toBe(0);
  });

  it('lets those who wait for what it held go on', () => {
    // It holds the pool when it finds the ring taken, at the same time as another has begun to wait for the pool.
    const failing = every(
      2,
      'failing',
      allocate('pool', 128),
      allocate('pool', 128),
      serve('use', exactly(5 * MS)),
      seize('ring', 1, 'give-up'),
      release('ring'),
      free('pool'),
      free('pool'),
    );
    const waiting = every(3, 'waiting', allocate('pool', 128), free('pool'));
    const holder = every(1, 'holder', seize('ring'), serve('use', exactly(50 * MS)), release('ring'));
    const [outcome] = simulate(
      { stations: [RING, USE, POOL], classes: [waiting, failing, holder] },
      { operations: 1, warmUp: 0, seed: 1 },
    ).classes;
    expect((outcome?.maxNs ?? 0) / MS).toBeCloseTo(4, 9);
  });

  it('counts an attempt that found no room in any area once', () => {
    const program: Program = [allocate('pool', 128, 'give-up'), serve('use', exponential(1000)), free('pool')];
    const areas: Station = { ...POOL, slots: 512, areas: 4, handoverNs: 0 };
    const outcome = simulate(
      { stations: [areas, USE], classes: [arriving(exponential(300), ...program)] },
      { operations: 5000, warmUp: 100, seed: 1 },
    );
    expect(outcome.pools[0]?.full).toBe(outcome.classes[0]?.failed);
    expect(outcome.classes[0]?.failed).toBeGreaterThan(100);
  });
});

describe('a step that is skipped', () => {
  it.each<[string, Station, Program]>([
    ['while a queue serves', queue('ring'), [serve('ring', exactly(4 * MS))]],
    ['while units of a resource are held', RING, [seize('ring'), serve('use', exactly(4 * MS)), release('ring')]],
  ])('%s takes no time, and otherwise its own', (_, station, program) => {
    const doorbell = (ms: number, name: string): JobClass => every(ms, name, serve('bell', exactly(1 * MS), 'ring'));
    const [, before, during, after] = simulate(
      {
        stations: [station, USE, { kind: 'delay', name: 'bell' }],
        classes: [
          every(90, 'clock'),
          doorbell(48, 'before'),
          doorbell(52, 'during'),
          doorbell(55, 'after'),
          every(50, 'busy', ...program),
        ],
      },
      { operations: 1, warmUp: 0, seed: 1 },
    ).classes;
    expect([before?.maxNs, during?.maxNs, after?.maxNs]).toEqual([1 * MS, 0, 1 * MS]);
    expect(during?.rows).toEqual([]);
  });
});

describe('a lock that is handed over', () => {
  it('takes longer for who had to wait, and only for him', () => {
    const lock = queue('lock', 1, 100);
    const [outcome] = simulate(
      { stations: [lock], classes: [circulating(2, exactly(0), serve('lock', exactly(60)))] },
      { operations: 1000, warmUp: 10, seed: 1 },
    ).classes;
    expect(outcome?.rows).toEqual([{ row: 'lock', waitingNs: 160, serviceNs: 160, visits: 1 }]);
    const alone = simulate(
      { stations: [lock], classes: [circulating(1, exactly(0), serve('lock', exactly(60)))] },
      { operations: 1000, warmUp: 10, seed: 1 },
    );
    expect(alone.classes[0]?.rows).toEqual([{ row: 'lock', waitingNs: 0, serviceNs: 60, visits: 1 }]);
    expect(alone.stations[0]?.meanBusy).toBe(1);
  });
});
