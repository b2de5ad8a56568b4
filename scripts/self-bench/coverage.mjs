import { evaluate } from '../../dist/harness/compare/evaluate.js';
import { DEFAULT_RULE } from '../../dist/harness/core/comparison.js';
import { randomOf } from './made-sides.mjs';
import { drawFrom, independent, NOISE } from './noise-processes.mjs';

/** How often the 95 % interval of the ratio holds the true one, which is 1 in all of these. */

const NORMAL = NOISE['normal, CoV 10 %'];
const SKEWED = NOISE['skewed, CoV 53 %'];
const TAIL = NOISE['heavy tail'];
const MODES = NOISE['two modes'];
/** Of ln of the factor of `two modes`: a fifth of ln 1.5. */
const BALANCED = Math.exp(-0.2 * Math.log(1.5));

/**
 * Noise of the base and of the new side.
 *
 * @typedef {import('./noise-processes.mjs').Process} Process
 * @satisfies {Readonly<Record<string, readonly [Process, Process]>>}
 */
export const SAME_ON_BOTH = {
  'normal, CoV 10 %': [NORMAL, NORMAL],
  'skewed, CoV 53 %': [SKEWED, SKEWED],
  'two modes': [MODES, MODES],
  'heavy tail': [TAIL, TAIL],
};

/** A change of the spread with the same geometric mean. What is skewed on both sides alike cancels out in a ratio, and here it does not. */
export const OTHER_ON_NEW = {
  'CoV 10 % and 53 %': /** @type {const} */ ([independent((draw) => Math.exp(0.1 * draw.normal())), SKEWED]),
  'one mode and two': /** @type {const} */ ([independent((draw) => Math.exp(0.03 * draw.normal())), scaled(MODES, BALANCED)]),
};

const NOISES = { ...SAME_ON_BOTH, ...OTHER_ON_NEW };

/** @typedef {keyof typeof NOISES} CoveredNoise */

export const UNITS = { paired: [6, 10, 20, 30, 60], unpaired: [5, 6, 8, 12, 20, 25, 40] };

/**
 * The interval does not depend on the test, and with `mann-whitney` nothing is drawn for it.
 *
 * @typedef {{ replicates: number, covered: number, width: number }} Covered Width: of ln ratio, in the mean.
 * @type {(task: { layout: keyof typeof UNITS, units: number, noise: CoveredNoise, replicates: number }) => Covered}
 */
export function coverage({ layout, units, noise, replicates }) {
  const plan = {
    units: /** @type {const} */ ('boots'),
    paired: layout === 'paired',
    test: /** @type {const} */ ('mann-whitney'),
  };
  const [ofBase, ofNew] = NOISES[noise];
  const draw = drawFrom(randomOf('coverage', layout, units, noise));
  let covered = 0;
  let width = 0;
  for (let replicate = 0; replicate < replicates; replicate++) {
    const values = (/** @type {Process} */ process) => [...(process(draw, 1, units)[0] ?? [])];
    const evidence = { base: values(ofBase), new: values(ofNew), baseIds: [], newIds: [] };
    const { wide } = evaluate(plan, evidence, DEFAULT_RULE, `replicate ${replicate}`);
    if (wide === null) throw new Error(`${units} units have no interval`);
    if (wide.low <= 1 && wide.high >= 1) covered++;
    width += Math.log(wide.high / wide.low);
  }
  return { replicates, covered, width: width / replicates };
}

/** @type {(process: Process, factor: number) => Process} */
function scaled(process, factor) {
  return (draw, cells, turns) => process(draw, cells, turns).map((values) => values.map((value) => factor * value));
}
