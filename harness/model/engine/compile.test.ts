import { describe, expect, it } from 'vitest';
import { UserError } from '../../core/errors.ts';
import { compile } from './compile.ts';
import type { AttemptStep, Distribution, JobClass, Program, Station, Step } from './network.ts';
import { allocate, circulating, exactly, free, queue, release, seize, serve } from './short-steps.ts';
import { type RunLength, simulate } from './simulate.ts';

const STATIONS: readonly Station[] = [
  queue('queue'),
  { kind: 'delay', name: 'delay' },
  { kind: 'resource', name: 'ring', units: 8 },
  { kind: 'pool', name: 'pool', slots: 200, areas: 1, handoverNs: 0 },
  { kind: 'parking', name: 'timer', tickNs: 4e6, ticks: 2 },
];

/** What, got, expected of the refusal. */
function refusal(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    expect(error.complaint.code).toBe('model-network');
    expect(error.complaint.fix).not.toBe('');
    return error.message;
  }
  return 'accepted';
}

function ofProgram(...program: readonly unknown[]): string {
  const steps = program as Program;
  return refusal(() => compile({ stations: STATIONS, classes: [circulating(2, exactly(10), ...steps)] }));
}

function ofStation(station: object): string {
  return refusal(() => compile({ stations: [station as Station], classes: [circulating(1, exactly(10))] }));
}

function ofTime(distribution: object): string {
  return ofProgram(serve('queue', distribution as Distribution));
}

function attempt(...steps: Step[]): AttemptStep {
  return { kind: 'attempt', steps, otherwise: { kind: 'park', at: 'timer', row: 'parked' } };
}

const COUNT = 'a whole number from 1 to 2147483647';
const TIME = 'a time from 0 ns to two and a half hours, in which the simulation has to end';

describe('a program is refused', () => {
  it.each<[string, readonly unknown[], string]>([
    [
      'an unknown station',
      [serve('nowhere', exactly(1))],
      'the station "nowhere" of a step: got nothing, expected delay or queue or sharing',
    ],
    [
      'service at a resource',
      [serve('ring', exactly(1))],
      'the station "ring" of a step: got resource, expected delay or queue or sharing',
    ],
    [
      'a delay that could be busy',
      [serve('queue', exactly(1), 'delay')],
      'the station "delay" of a step: got delay, expected queue or resource',
    ],
    ['seizing a queue', [seize('queue')], 'the station "queue" of a step: got queue, expected resource'],
    ['releasing what there is not', [release('nowhere')], 'the station "nowhere" of a step: got nothing, expected resource'],
    ['allocating from a resource', [allocate('ring', 1)], 'the station "ring" of a step: got resource, expected pool'],
    ['freeing at a delay', [free('delay')], 'the station "delay" of a step: got delay, expected pool'],
    ['seizing twice', [seize('ring'), seize('ring')], 'a step at ring: got seized while it is held, expected one at a time'],
    ['more units than there are', [seize('ring', 9)], 'what a step takes of ring: got 9, expected a whole number from 1 to 8'],
    ['no units', [seize('ring', 0)], 'what a step takes of ring: got 0, expected a whole number from 1 to 8'],
    ['half a unit', [seize('ring', 0.5)], 'what a step takes of ring: got 0.5, expected a whole number from 1 to 8'],
    [
      'a mapping over a segment',
      [allocate('pool', 129)],
      'what a step takes of pool: got 129, expected a whole number from 1 to 128',
    ],
    [
      'a mapping of NaN',
      [allocate('pool', Number.NaN)],
      'what a step takes of pool: got NaN, expected a whole number from 1 to 128',
    ],
    [
      'units that are kept',
      [seize('ring', 3)],
      'an operation of class circulating: got 3 of ring kept at its end, expected all given back',
    ],
    [
      'slots that are kept',
      [allocate('pool', 3)],
      'an operation of class circulating: got 1 of pool kept at its end, expected all given back',
    ],
    [
      'releasing what was not seized',
      [release('ring')],
      'a step at ring: got more given back than taken, expected a seize or allocate before it',
    ],
    [
      'freeing what was not allocated',
      [free('pool')],
      'a step at pool: got more given back than taken, expected a seize or allocate before it',
    ],
    [
      'releasing in parts',
      [seize('ring', 3), release('ring', 1), release('ring', 2)],
      'what a step releases of ring: got 1, expected all 3 that the operation holds',
    ],
    [
      'releasing more',
      [seize('ring', 3), release('ring', 4)],
      'what a step releases of ring: got 4, expected all 3 that the operation holds',
    ],
    ['attempts that nest', [attempt(attempt())], 'an attempt: got an attempt inside it, expected attempts that do not nest'],
    [
      'parking at a queue',
      [{ ...attempt(), otherwise: { kind: 'park', at: 'queue', row: 'parked' } }],
      'the station "queue" of a step: got queue, expected parking',
    ],
  ])('for %s', (_, program, message) => {
    expect(ofProgram(...program)).toBe(message);
  });

  it('for giving back in an attempt what was taken before it: the second try would give it back twice', () => {
    const message = (at: string): string =>
      `a step at ${at}: got given back in an attempt, and taken before it, expected given back after the attempt`;
    expect(ofProgram(seize('ring'), attempt(release('ring')))).toBe(message('ring'));
    expect(ofProgram(allocate('pool', 1), attempt(free('pool')))).toBe(message('pool'));
    // The oldest is freed first, which is the one of before.
    expect(ofProgram(allocate('pool', 1), attempt(allocate('pool', 2), free('pool')), free('pool'))).toBe(message('pool'));
    expect(ofProgram(seize('ring'), attempt(allocate('pool', 2), free('pool')), release('ring'))).toBe('accepted');
  });

  it('for an operation that alone holds the whole pool and waits for more', () => {
    const threeTimes = (steps: Step[]): Step[] => [...steps, free('pool'), free('pool'), free('pool')];
    const waiting = threeTimes([allocate('pool', 128), allocate('pool', 127), allocate('pool', 2)]);
    expect(ofProgram(...waiting)).toBe(
      'what one operation holds of pool: got 257 slots, expected the 256 that there are, at most',
    );
    const [first, second, , ...frees] = waiting as [Step, Step, ...Step[]];
    expect(ofProgram(attempt(first, second, allocate('pool', 2, 'give-up')), ...frees)).toContain('got 257 slots');
    expect(ofProgram(first, second, allocate('pool', 2, 'give-up'), ...frees)).toBe('accepted');
    expect(ofProgram(first, second, allocate('pool', 1), ...frees)).toBe('accepted');
  });
});

describe('a station is refused', () => {
  it.each<[object, string]>([
    [queue('x', 0), `servers of station x: got 0, expected ${COUNT}`],
    [queue('x', -1), `servers of station x: got -1, expected ${COUNT}`],
    [queue('x', 1.5), `servers of station x: got 1.5, expected ${COUNT}`],
    [queue('x', Number.NaN), `servers of station x: got NaN, expected ${COUNT}`],
    [queue('x', Number.POSITIVE_INFINITY), `servers of station x: got Infinity, expected ${COUNT}`],
    [queue('x', 1, -1), `the hand-over of station x: got -1, expected ${TIME}`],
    [queue('x', 1, Number.NaN), `the hand-over of station x: got NaN, expected ${TIME}`],
    [{ kind: 'sharing', name: 'x', speed: [] }, 'the speeds of station x: got , expected numbers above 0'],
    [{ kind: 'sharing', name: 'x', speed: [1, 0] }, 'the speeds of station x: got 1, 0, expected numbers above 0'],
    [{ kind: 'sharing', name: 'x', speed: [Number.NaN] }, 'the speeds of station x: got NaN, expected numbers above 0'],
    [{ kind: 'resource', name: 'x', units: 0 }, `units of station x: got 0, expected ${COUNT}`],
    [{ kind: 'resource', name: 'x', units: 3e9 }, `units of station x: got 3000000000, expected ${COUNT}`],
    [
      { kind: 'pool', name: 'x', slots: 0, areas: 1, handoverNs: 0 },
      'slots of station x: got 0, expected a whole number from 1 to 16777216',
    ],
    [
      { kind: 'pool', name: 'x', slots: 1e15, areas: 1, handoverNs: 0 },
      'slots of station x: got 1000000000000000, expected a whole number from 1 to 16777216',
    ],
    [
      { kind: 'pool', name: 'x', slots: 1, areas: 0, handoverNs: 0 },
      'areas of station x: got 0, expected a whole number from 1 to 16777216',
    ],
    [{ kind: 'pool', name: 'x', slots: 1, areas: 1, handoverNs: -5 }, `the hand-over of station x: got -5, expected ${TIME}`],
    [{ kind: 'parking', name: 'x', tickNs: 4e6, ticks: 0 }, `ticks of station x: got 0, expected ${COUNT}`],
    [{ kind: 'parking', name: 'x', tickNs: Number.NaN, ticks: 1 }, `the tick of station x: got NaN, expected ${TIME}`],
    [{ kind: 'parking', name: 'x', tickNs: 0, ticks: 1 }, 'the tick of station x: got 0, expected a time above 0 ns'],
    // Less than the clock can count.
    [{ kind: 'parking', name: 'x', tickNs: 1e-4, ticks: 1 }, 'the tick of station x: got 0.0001, expected a time above 0 ns'],
  ])('%o', (station, message) => {
    expect(ofStation(station)).toBe(message);
  });

  it('that has the name of another, and so has a class: their random numbers would be the same', () => {
    const twice = (stations: Station[], ...classes: [JobClass, ...JobClass[]]): string =>
      refusal(() => compile({ stations, classes }));
    const one = circulating(1, exactly(1));
    expect(twice([queue('x'), queue('x')], one)).toBe('two stations: got both named "x", expected names that differ');
    expect(twice([], one, one)).toBe('two classes: got both named "circulating", expected names that differ');
  });
});

describe('a time is refused', () => {
  const of = 'the mean time of a service at queue';

  it.each<[object, string]>([
    [exactly(-1), `${of}: got -1, expected ${TIME}`],
    [exactly(Number.NaN), `${of}: got NaN, expected ${TIME}`],
    [exactly(Number.POSITIVE_INFINITY), `${of}: got Infinity, expected ${TIME}`],
    [exactly(1e13), `${of}: got 10000000000000, expected ${TIME}`],
    [{ family: 'exponential', meanNs: -1 }, `${of}: got -1, expected ${TIME}`],
    [
      { family: 'erlang', meanNs: 1, stages: 0 },
      'the stages of a service at queue: got 0, expected a whole number from 1 to 1000',
    ],
    [
      { family: 'erlang', meanNs: 1, stages: 1e9 },
      'the stages of a service at queue: got 1000000000, expected a whole number from 1 to 1000',
    ],
    [
      { family: 'lognormal', meanNs: 1, cv: -0.1 },
      'the variation of a service at queue: got -0.1, expected a number of 0 or more',
    ],
    [
      { family: 'lognormal', meanNs: 1, cv: Number.NaN },
      'the variation of a service at queue: got NaN, expected a number of 0 or more',
    ],
    [
      { family: 'lognormal', meanNs: 1, cv: 1e200 },
      'the variation of a service at queue: got 1e+200, expected a number of 0 or more',
    ],
    [
      { family: 'pareto', meanNs: 1, shape: 1 },
      'the shape of a service at queue: got 1, expected a number above 1: otherwise there is no mean',
    ],
    [
      { family: 'mixture', parts: [{ weight: 0, of: exactly(1) }] },
      'a weight in the time of a service at queue: got 0, expected a number above 0',
    ],
    [{ family: 'mixture', parts: [{ weight: 1, of: exactly(-2) }] }, `${of}: got -2, expected ${TIME}`],
  ])('%o', (distribution, message) => {
    expect(ofTime(distribution)).toBe(message);
  });

  it('also where a class thinks or arrives, and a lock is held', () => {
    const open: JobClass = { name: 'open', population: { kind: 'open', interarrival: exactly(Number.NaN) }, programs: [[]] };
    expect(refusal(() => compile({ stations: [], classes: [open] }))).toBe(
      `the mean time of class open: got NaN, expected ${TIME}`,
    );
    expect(refusal(() => compile({ stations: [], classes: [circulating(1, exactly(-1))] }))).toContain('got -1');
    expect(ofProgram(allocate('pool', 1, 'wait', -1), free('pool'))).toContain('a service at pool: got -1');
    expect(ofProgram(allocate('pool', 1), free('pool', Number.NaN))).toContain('a service at pool: got NaN');
  });
});

describe('a simulation is refused', () => {
  it.each([0, -1, 1.5, Number.NaN, 1e9])('with %d clients', (clients) => {
    const expected = `the clients of class circulating: got ${clients}, expected a whole number from 1 to 250000`;
    expect(refusal(() => compile({ stations: [], classes: [circulating(clients, exactly(1))] }))).toBe(expected);
  });

  it.each<[Partial<RunLength>, string]>([
    [{ operations: 0 }, 'the operations of a simulation: got 0, expected a whole number from 1 to 9007199254740991'],
    [{ operations: Number.NaN }, 'the operations of a simulation: got NaN, expected a whole number from 1 to 9007199254740991'],
    [{ warmUp: -1 }, 'the operations of the warm-up: got -1, expected a whole number from 1 to 9007199254740991'],
    [{ seed: 0.5 }, 'the seed of a simulation: got 0.5, expected a whole number'],
  ])('of length %o', (length, message) => {
    const network = { stations: [], classes: [circulating(1, exactly(1))] as [JobClass] };
    expect(refusal(() => simulate(network, { operations: 1, warmUp: 0, seed: 1, ...length }))).toBe(message);
  });
});

describe('a program that is accepted', () => {
  it('may hold allocations of two pools at once', () => {
    const stations: Station[] = ['left', 'right'].map((name) => ({ kind: 'pool', name, slots: 256, areas: 1, handoverNs: 0 }));
    const both = [allocate('left', 2), allocate('right', 3), allocate('left', 4), free('right'), free('left'), free('left')];
    const compiled = compile({ stations, classes: [circulating(1, exactly(1), ...both)] });
    expect(compiled.held).toBe(3);
  });
});
