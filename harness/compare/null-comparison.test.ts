import { describe, expect, it } from 'vitest';
import { DEFAULT_RULE } from '../core/comparison.ts';
import { noiseFloorSchema } from '../core/noise-floor.ts';
import { type Random, randomFor } from '../core/random.ts';
import { compareWithItself } from './null-comparison.ts';
import { runOf } from './testing/runs.ts';

const CELLS = Array.from({ length: 24 }, (_, index) => `drive-c op${index}`);

function noise(random: Random, spread: number): number {
  return Math.exp(spread * (random.next() + random.next() + random.next() - 1.5));
}

/** One run; `block` is what all cells of a block have in common. */
function oneRun(blocks: number, block: (index: number, random: Random) => number, seed = 1) {
  const random = randomFor(seed, 'run');
  const common = Array.from({ length: blocks }, (_, index) => block(index, random));
  const values = Object.fromEntries(CELLS.map((name) => [name, common.map((level) => 1000 * level * noise(random, 0.05))]));
  return runOf({ index: 0, values });
}

describe('one run against itself', () => {
  it('pairs neighbouring blocks, leaves the last odd one out, and raises no alarm', () => {
    const floor = compareWithItself([oneRun(21, () => 1)], DEFAULT_RULE);
    expect(floor).toMatchObject({ units: 'blocks', perSide: 10, alarms: [], falseVerdicts: 0 });
    expect(floor.cells).toHaveLength(24);
    expect(noiseFloorSchema.parse(JSON.parse(JSON.stringify(floor)))).toEqual(floor);
  });

  it('has a floor that most differences stay below', () => {
    const floor = compareWithItself([oneRun(40, () => 1)], DEFAULT_RULE);
    const below = floor.cells.filter(({ ratio, floor: own }) => Math.abs(Math.log(ratio)) <= Math.log(own)).length;
    expect(below).toBeGreaterThanOrEqual(20);
    expect(floor.floor).toBeGreaterThan(1.001);
    expect(floor.floor).toBeLessThan(1.05);
  });

  it('has a higher floor on a noisier machine', () => {
    const quiet = compareWithItself([oneRun(40, () => 1)], DEFAULT_RULE);
    const noisy = compareWithItself([oneRun(40, (_, random) => noise(random, 0.5))], DEFAULT_RULE);
    expect(noisy.floor).toBeGreaterThan(2 * quiet.floor - 1);
  });

  it('does not take a machine that slows down, or slow blocks that all cells share, for a bias', () => {
    const alarms = Array.from({ length: 10 }, (_, seed) =>
      compareWithItself([oneRun(24, (index, random) => (1 + index / 24) * (random.next() < 0.1 ? 3 : 1), seed)], DEFAULT_RULE),
    ).filter((floor) => floor.alarms.length > 0);
    expect(alarms.length).toBeLessThanOrEqual(2);
  });

  it('is the same for the same seed, and divides otherwise for another', () => {
    const run = oneRun(20, () => 1);
    const floor = compareWithItself([run], DEFAULT_RULE);
    expect(compareWithItself([run], DEFAULT_RULE)).toEqual(floor);
    expect(compareWithItself([run], { ...DEFAULT_RULE, seed: 2 }).cells).not.toEqual(floor.cells);
  });
});

describe('boots against themselves', () => {
  it('are divided by pairs of neighbours', () => {
    const random = randomFor(3, 'boots');
    const runs = Array.from({ length: 12 }, (_, index) => {
      const level = noise(random, 0.2);
      return runOf({ index, values: Object.fromEntries(CELLS.map((name) => [name, [1000 * level, 1010 * level]])) });
    });
    expect(compareWithItself(runs, DEFAULT_RULE)).toMatchObject({ units: 'boots', perSide: 6, alarms: [] });
  });
});

describe('an alarm', () => {
  it('is raised where one half is worse than the other in every cell', () => {
    // The coin is known to who knows the seed: whoever made the labels mean something would be found out.
    const seeds = Array.from({ length: 8 }, (_, seed) => seed);
    const biased = seeds.map((seed) => {
      const coin = (pair: number): number => randomFor(DEFAULT_RULE.seed, 'aa', pair).below(2);
      const run = oneRun(24, (index) => ((index + coin(index >> 1)) % 2 === 0 ? 1 : 1.05), seed);
      return compareWithItself([run], DEFAULT_RULE).alarms;
    });
    expect(biased.filter((alarms) => alarms.includes('one-sided')).length).toBe(8);
    expect(biased.filter((alarms) => alarms.includes('too-much-spread')).length).toBe(8);
  });
});
