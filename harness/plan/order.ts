import { randomFor, shuffled } from '../core/random.ts';

/** One trial on one target, by their numbers in the plan. */
export interface Turn {
  readonly trial: number;
  readonly target: number;
}

/**
 * The order of one block: trials shuffled, and inside each trial the targets shuffled, so that what is compared lies close together
 * in time and no target is always first. Drift then widens intervals in place of favouring a side (google/benchmark,
 * docs/random_interleaving.md; Bulej et al., Duet Benchmarking, ICPE 2020).
 */
export function blockOrder(seed: number, block: number, trials: readonly number[], targets: readonly number[]): Turn[] {
  const random = randomFor(seed, 'order', block);
  return shuffled(trials, random).flatMap((trial) => shuffled(targets, random).map((target) => ({ trial, target })));
}

/** The order of the last pass, in which trees are deleted: all turns that were executed, blocks mixed, so that no target profits. */
export function teardownOrder<T>(seed: number, executed: readonly T[]): T[] {
  return shuffled(executed, randomFor(seed, 'teardown'));
}
