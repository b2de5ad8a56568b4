import { compareWithItself } from '../../dist/harness/compare/null-comparison.js';
import { DEFAULT_RULE } from '../../dist/harness/core/comparison.js';
import { randomOf, runInOneBoot, runsOverBoots } from './made-sides.mjs';
import { NOISE } from './noise-processes.mjs';

/** How often `mntbench aa` raises an alarm where nothing is wrong. */

/** @satisfies {Readonly<Record<string, (asked: any, random: import('../../harness/core/random.ts').Random) => import('./made-sides.mjs').ComparedRun[]>>} */
export const NULL_RUNS = {
  'one run of 24 blocks': (asked, random) => [runInOneBoot(24, asked, random)],
  'a run in each of 16 boots': (asked, random) => runsOverBoots(16, asked, random),
};

/** @typedef {keyof typeof NULL_RUNS} NullRuns */

/**
 * The seed of the rule differs from run to run: it says which half is which.
 *
 * @typedef {{ runs: number, spread: number, lean: number, falseVerdicts: number }} NullAlarms
 * @type {(task: { of: NullRuns, noise: import('./noise-processes.mjs').NoiseName, cells: number, runs: number }) => NullAlarms}
 */
export function nullAlarms({ of, noise, cells, runs }) {
  const counts = { runs, spread: 0, lean: 0, falseVerdicts: 0 };
  for (let seed = 0; seed < runs; seed++) {
    const made = NULL_RUNS[of]({ process: NOISE[noise], cells }, randomOf('aa', of, noise, seed));
    const { alarms, falseVerdicts } = compareWithItself(made, { ...DEFAULT_RULE, seed });
    if (alarms.includes('too-much-spread')) counts.spread++;
    if (alarms.includes('one-sided')) counts.lean++;
    if (falseVerdicts > 0) counts.falseVerdicts++;
  }
  return counts;
}
