import { describe, expect, it } from 'vitest';
import { UserError } from '../../core/errors.ts';
import type { Network, Program, Station } from './network.ts';
import { allocate, arriving, circulating, exactly, exponential, free, queue, release, seize, serve } from './short-steps.ts';
import { simulate } from './simulate.ts';

function refusal(network: Network): { code: string; got: string } {
  try {
    simulate(network, { operations: 1000, warmUp: 0, seed: 1 });
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const { code, what, got, fix } = error.complaint;
    expect(what).toBe('the simulation cannot end');
    expect(fix).not.toBe('');
    return { code, got };
  }
  return { code: 'ended', got: '' };
}

const locks: Station[] = ['first', 'second'].map((name) => ({ kind: 'resource', name, units: 1 }));
const use: Station = { kind: 'delay', name: 'use' };

/** Two clients that take the same locks in opposite orders, deterministic: they meet at once. */
const crossed: [Program, Program] = [
  [seize('first'), serve('use', exactly(10)), seize('second'), release('second'), release('first')],
  [seize('second'), serve('use', exactly(10)), seize('first'), release('first'), release('second')],
];

describe('a simulation that cannot end is stopped', () => {
  it('where operations of a closed class take no time', () => {
    const network: Network = { stations: [queue('queue')], classes: [circulating(2, exactly(0), serve('queue', exactly(0)))] };
    expect(refusal(network)).toEqual({
      code: 'simulation-stands-still',
      got: 'time stands still at 0 s: operations end without taking any',
    });
  });

  it('where a closed class has neither steps nor a think time', () => {
    expect(refusal({ stations: [], classes: [circulating(1, exactly(0))] }).code).toBe('simulation-stands-still');
  });

  it('where operations of another class take no time', () => {
    const busy = { ...circulating(1, exactly(0)), name: 'busy' };
    const network: Network = { stations: [use], classes: [circulating(1, exactly(5), serve('use', exactly(5))), busy] };
    expect(refusal(network).code).toBe('simulation-stands-still');
  });

  it('where everybody waits for somebody', () => {
    const class0 = { ...circulating(2, exactly(1)), programs: crossed };
    expect(refusal({ stations: [...locks, use], classes: [class0] })).toEqual({
      code: 'simulation-deadlocked',
      got: 'every job waits, at first, second',
    });
  });

  it('where all hold a part of the pool and wait for the rest', () => {
    const halves: Program = [allocate('pool', 64), serve('use', exactly(10)), allocate('pool', 64), free('pool'), free('pool')];
    const pool: Station = { kind: 'pool', name: 'pool', slots: 128, areas: 1, handoverNs: 0 };
    expect(refusal({ stations: [pool, use], classes: [circulating(2, exactly(1), ...halves)] })).toEqual({
      code: 'simulation-deadlocked',
      got: 'every job waits, at pool',
    });
  });

  it('where the measured class waits for ever and only others go on', () => {
    const stuck = { ...circulating(2, exactly(1)), programs: crossed };
    const other = { ...circulating(1, exactly(1), serve('use', exactly(1))), name: 'other' };
    expect(refusal({ stations: [...locks, use], classes: [stuck, other] })).toEqual({
      code: 'simulation-without-progress',
      got: expect.stringMatching(/^5000000 events in which no operation of the first class ended; jobs are at first, second/),
    });
  });

  it('where more arrive than are served', () => {
    const network: Network = {
      stations: [queue('queue')],
      classes: [arriving(exponential(10), serve('queue', exponential(20)))],
    };
    const rare = { ...circulating(1, exactly(1e8)), name: 'rare' };
    expect(refusal({ ...network, classes: [rare, ...network.classes] })).toEqual({
      code: 'simulation-overloaded',
      got: '250000 operations at once, and more arrive than are served',
    });
  });

  it('where it would take longer than the clock can count', () => {
    const network: Network = { stations: [], classes: [circulating(1, exactly(1e12))] };
    expect(refusal(network)).toEqual({ code: 'simulation-too-long', got: '10000 s of simulated time' });
  });

  it('where an attempt is parked again and again because others never let go', () => {
    const parking: Station = { kind: 'parking', name: 'timer', tickNs: 4e6, ticks: 2 };
    const tryFirst: Program = [
      { kind: 'attempt', steps: [seize('first', 1, 'give-up')], otherwise: { kind: 'park', at: 'timer', row: 'parked' } },
      release('first'),
    ];
    const holder = {
      ...circulating(1, exactly(0), seize('first'), serve('use', exactly(9e12)), release('first')),
      name: 'holder',
    };
    const network: Network = { stations: [...locks, use, parking], classes: [circulating(1, exactly(1), ...tryFirst), holder] };
    expect(refusal(network).code).toBe('simulation-too-long');
  });
});
