import { describe, expect, it } from 'vitest';
import { erlangB } from '../theory/erlang.ts';
import { blocking } from '../theory/kaufman-roberts.ts';
import type { Distribution, JobClass, Program, Station } from './network.ts';
import type { Outcome } from './outcome.ts';
import { disagreement, replicate } from './replications.ts';
import { allocate, arriving, exactly, exponential, free, release, seize, serve } from './short-steps.ts';

const HOLDING = 1000;
const LENGTH = { operations: 15_000, warmUp: 1000 };
const use: Station = { kind: 'delay', name: 'use' };

const families: readonly [string, Distribution][] = [
  ['exponential', exponential(HOLDING)],
  ['deterministic', exactly(HOLDING)],
  ['lognormal', { family: 'lognormal', meanNs: HOLDING, cv: 1 }],
];

/** Share of the operations of each class that found too little room. */
function lost(outcome: Outcome, jobClass = 0): number {
  const { failed = 0, completed = 0 } = outcome.classes[jobClass] ?? {};
  return failed / (failed + completed);
}

describe('a pool for requests of one segment each', () => {
  // 12 segments of 128 slots are 12 servers without a queue.
  const pool: Station = { kind: 'pool', name: 'pool', slots: 12 * 128, areas: 1, handoverNs: 0 };
  const program = (time: Distribution): Program => [allocate('pool', 128, 'give-up'), serve('use', time), free('pool')];

  it.each(families)('loses as many as Erlang says, whatever the distribution of holding times: %s', (_, time) => {
    const outcomes = replicate(
      { stations: [pool, use], classes: [arriving(exponential(HOLDING / 9), ...program(time))] },
      LENGTH,
    );
    const theory = erlangB(12, 9);
    expect(
      disagreement(
        outcomes.map((outcome) => lost(outcome)),
        theory,
        0.1,
      ),
    ).toBeNull();
    expect(
      disagreement(
        outcomes.map(({ pools }) => (pools[0]?.meanUsed ?? Number.NaN) / 128),
        9 * (1 - theory),
        0.02,
      ),
    ).toBeNull();
    for (const { pools, classes } of outcomes) {
      expect(pools[0]?.full).toBe(classes[0]?.failed);
      expect(pools[0]?.highWater).toBe(12 * 128);
    }
  });

  it('loses no more where it is cut into areas that requests try one after the other', () => {
    const outcomes = replicate(
      { stations: [{ ...pool, areas: 4 }, use], classes: [arriving(exponential(HOLDING / 9), ...program(exponential(HOLDING)))] },
      LENGTH,
    );
    expect(
      disagreement(
        outcomes.map((outcome) => lost(outcome)),
        erlangB(12, 9),
        0.1,
      ),
    ).toBeNull();
    for (const { pools } of outcomes) expect(pools[0]?.areas.map(({ highWater }) => highWater)).toEqual(Array(4).fill(3 * 128));
  });
});

describe('a pool for requests of one slot', () => {
  it('has no fragments: each slot is a server', () => {
    const pool: Station = { kind: 'pool', name: 'pool', slots: 128, areas: 1, handoverNs: 0 };
    const program: Program = [allocate('pool', 1, 'give-up'), serve('use', exponential(HOLDING)), free('pool')];
    const classes: [JobClass] = [arriving(exponential(HOLDING / 128), ...program)];
    const outcomes = replicate({ stations: [pool, use], classes }, LENGTH);
    expect(
      disagreement(
        outcomes.map((outcome) => lost(outcome)),
        erlangB(128, 128),
        0.15,
      ),
    ).toBeNull();
  });
});

describe('room for requests of several sizes', () => {
  const sizes = [1, 2, 5];
  const offered = [4, 3, 1.5];
  const requests = (
    size: number,
    index: number,
    time: Distribution,
    steps: (time: Distribution, size: number) => Program,
  ): JobClass => ({
    ...arriving(exponential(HOLDING / (offered[index] ?? 1)), ...steps(time, size)),
    name: `size ${size}`,
  });
  const classesOf = (time: Distribution, steps: (time: Distribution, size: number) => Program): [JobClass, ...JobClass[]] => {
    const [first, ...others] = sizes.map((size, index) => requests(size, index, time, steps));
    return [first as JobClass, ...others];
  };
  const theory = blocking(
    20,
    sizes.map((slots, index) => ({ slots, offeredLoad: offered[index] ?? 0 })),
  );

  it.each(families)('is refused to each size as Kaufman and Roberts say, whatever the distribution: %s', (_, time) => {
    const counter: Station = { kind: 'resource', name: 'counter', units: 20 };
    const counted = (holding: Distribution, size: number): Program => [
      seize('counter', size, 'give-up'),
      serve('use', holding),
      release('counter', size),
    ];
    const outcomes = replicate({ stations: [counter, use], classes: classesOf(time, counted) }, LENGTH);
    sizes.forEach((_size, index) => {
      expect(
        disagreement(
          outcomes.map((outcome) => lost(outcome, index)),
          theory[index] ?? 0,
          0.15,
        ),
      ).toBeNull();
    });
  });

  it('is refused more often where it must be contiguous', () => {
    const pool: Station = { kind: 'pool', name: 'pool', slots: 128, areas: 1, handoverNs: 0 };
    const mix = [
      { slots: 1, offeredLoad: 20 },
      { slots: 2, offeredLoad: 15 },
      { slots: 32, offeredLoad: 1 },
    ];
    const classes = mix.map(({ slots, offeredLoad }) => ({
      ...arriving(
        exponential(HOLDING / offeredLoad),
        allocate('pool', slots, 'give-up'),
        serve('use', exponential(HOLDING)),
        free('pool'),
      ),
      name: `${slots} slots`,
    })) as [JobClass, ...JobClass[]];
    const [small = 1, , large = 1] = blocking(128, mix);
    const outcomes = replicate({ stations: [pool, use], classes }, LENGTH);
    for (const outcome of outcomes) {
      expect(lost(outcome, 2)).toBeGreaterThan(2 * large);
      expect(lost(outcome, 0)).toBeLessThan(small);
    }
  });
});
