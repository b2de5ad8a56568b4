import { figure } from './figures.mjs';
import { nodeScript } from './peers.mjs';
import { simulatedBy } from './queue-process.mjs';

/** What a simulation of many jobs needs more than one of few: nothing, or it kept something of each. */

const FEW = 100_000;
const MANY = 3_000_000;
/** Some per cent come and go with the garbage collector. A single number of 8 bytes for each job would be 40 % more. */
const AIM = { below: 1.1 };

/** @type {(rounds: number, say: (text: string) => void) => import('./figures.mjs').Figure[]} */
export function modelMemory(rounds, say) {
  say('memory of simulations');
  const pairs = Array.from({ length: rounds }, (_, round) => ({
    few: memoryOf(FEW, round + 1),
    many: memoryOf(MANY, round + 1),
  }));
  const group = `memory of a simulation, M/M/1 of ${FEW} and of ${MANY} jobs`;
  const unit = /** @type {const} */ ('bytes');
  const peak = 'largest resident size of its process';
  const heap = 'used at the end, garbage included';
  return [
    figure(
      { group, name: 'peak, few', unit, how: peak, aim: null },
      pairs.map(({ few }) => few.peak),
    ),
    figure(
      { group, name: 'peak, many', unit, how: peak, aim: null },
      pairs.map(({ many }) => many.peak),
    ),
    figure(
      { group, name: 'peak, many ÷ few', unit: 'ratio', how: 'inside a round', aim: AIM },
      pairs.map(({ few, many }) => many.peak / few.peak),
    ),
    figure(
      { group, name: 'heap, few', unit, how: heap, aim: null },
      pairs.map(({ few }) => few.heap),
    ),
    figure(
      { group, name: 'heap, many', unit, how: heap, aim: null },
      pairs.map(({ many }) => many.heap),
    ),
  ];
}

/** @type {(jobs: number, seed: number) => { peak: number, heap: number }} */
function memoryOf(jobs, seed) {
  const { peakBytes = Number.NaN, heapBytes = Number.NaN } = simulatedBy(nodeScript('./mm1.mjs'), jobs, seed, 0);
  return { peak: peakBytes, heap: heapBytes };
}
