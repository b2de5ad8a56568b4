import { layoutOf, planFor } from '../../dist/harness/compare/design.js';
import { judge, measured } from '../../dist/harness/compare/judge.js';
import { DEFAULT_RULE } from '../../dist/harness/core/comparison.js';
import { bootsInTurn, bootsOneAfterAnother, mountsInOneBoot, randomOf } from './made-sides.mjs';
import { NOISE } from './noise-processes.mjs';

/**
 * Verdicts of the program's own rule, from the layout of the units to Holm's correction, on two made sides.
 *
 * @typedef {import('../../harness/compare/judge.ts').JudgedCell} JudgedCell
 * @typedef {import('./made-sides.mjs').MadeSides} MadeSides
 */

/** @satisfies {Readonly<Record<string, (asked: import('./made-sides.mjs').Asked, random: import('./made-sides.mjs').Random) => MadeSides>>} */
export const DESIGNS = {
  'mounts, 12 blocks of one boot': (asked, random) => mountsInOneBoot(12, asked, random),
  'boots in turn, 8 against 8': (asked, random) => bootsInTurn(8, asked, random),
  'boots in turn, 6 against 6': (asked, random) => bootsInTurn(6, asked, random),
  'boots one side after the other, 8 and 8': (asked, random) => bootsOneAfterAnother(8, asked, random),
};

/** @typedef {keyof typeof DESIGNS} DesignName */

export const DESIGN_NAMES = /** @type {readonly DesignName[]} */ (Object.keys(DESIGNS));
/** What nobody should do, and people do. */
export const NOT_INTERLEAVED = /** @satisfies {DesignName} */ ('boots one side after the other, 8 and 8');

/** @type {(sides: MadeSides) => JudgedCell[]} */
export function verdictsOn({ base, new: candidate }) {
  const [first] = base;
  const pairs = (first?.series ?? []).map((series, index) =>
    measured({
      base: series.cell,
      new: cellOf(candidate, index),
      metric: series.metric,
      baseSeries: seriesOf(base, index),
      newSeries: seriesOf(candidate, index),
    }),
  );
  const layouts = pairs.map((pair) => layoutOf(pair.base, pair.new));
  const plan = planFor(layouts, pairs.length, DEFAULT_RULE.alpha);
  return judge(
    pairs.map((pair) => ({ pair, plan, floor: null })),
    DEFAULT_RULE,
  );
}

/** @type {(verdict: import('../../harness/core/comparison.ts').Verdict) => boolean} */
export function isDifference(verdict) {
  return verdict === 'faster' || verdict === 'slower';
}

/**
 * Comparisons of two sides that do not differ.
 *
 * @typedef {{ comparisons: number, wrong: number, cells: number, wrongCells: number }} Alarms
 * @type {(task: { design: DesignName, noise: import('./noise-processes.mjs').NoiseName, cells: number, comparisons: number }) => Alarms}
 */
export function falseVerdicts({ design, noise, cells, comparisons }) {
  const alarms = { comparisons, wrong: 0, cells: cells * comparisons, wrongCells: 0 };
  for (let seed = 0; seed < comparisons; seed++) {
    const sides = DESIGNS[design]({ process: NOISE[noise], cells, seed }, randomOf('null', design, noise, seed));
    const wrong = verdictsOn(sides).filter(({ verdict }) => isDifference(verdict)).length;
    alarms.wrongCells += wrong;
    if (wrong > 0) alarms.wrong++;
  }
  return alarms;
}

/** @type {(runs: MadeSides['base'], index: number) => { record: any, series: any }[]} */
function seriesOf(runs, index) {
  return runs.map(({ record, series }) => ({ record, series: series[index] }));
}

/** @type {(runs: MadeSides['base'], index: number) => import('../../harness/core/cell.ts').Cell} */
function cellOf(runs, index) {
  const cell = runs[0]?.series[index]?.cell;
  if (cell === undefined) throw new Error(`the new side has no cell ${index}`);
  return cell;
}
