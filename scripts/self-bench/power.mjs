import { bootsInTurn, randomOf } from './made-sides.mjs';
import { independent, logSpread } from './noise-processes.mjs';
import { verdictsOn } from './verdicts.mjs';

/** How often a true difference of one cell is found: kernels over boots in turn. Of several cells only the first one differs, which is the hardest. */

export const EFFECTS = [0, 0.01, 0.03, 0.05, 0.1, 0.2, 0.5];
export const BOOTS = [5, 6, 8, 12, 20];
export const SPREADS = [0.03, 0.1];
export const CELLS = [1, 20];

/**
 * @typedef {{ readonly effect: number, readonly boots: number, readonly cov: number, readonly cells: number, readonly comparisons: number }} PowerTask
 * @typedef {{ comparisons: number, found: number, wrongWay: number, equivalent: number }} Found
 * @type {(task: PowerTask) => Found}
 */
export function power({ effect, boots, cov, cells, comparisons }) {
  const spread = logSpread(cov);
  const process = independent((draw) => Math.exp(spread * draw.normal()));
  const counts = { comparisons, found: 0, wrongWay: 0, equivalent: 0 };
  for (let seed = 0; seed < comparisons; seed++) {
    // The same boots for all effects, so that a larger one is never found less often by chance.
    const sides = bootsInTurn(boots, { process, cells, effect: 1 + effect, seed }, randomOf('power', boots, cov, cells, seed));
    const verdict = verdictsOn(sides)[0]?.verdict;
    if (verdict === 'slower') counts.found++;
    if (verdict === 'faster') counts.wrongWay++;
    if (verdict === 'equivalent') counts.equivalent++;
  }
  return counts;
}
