import { randomFor } from '../../dist/harness/core/random.js';
import { bootOrder } from '../../dist/harness/lab/boot-order.js';
import { blockOrder } from '../../dist/harness/plan/order.js';
import { drawFrom } from './noise-processes.mjs';

/**
 * Two sides as they come out of a measurement, with the costs that a noise process gives to their turns.
 *
 * @typedef {import('../../harness/compare/compared-run.ts').ComparedRun} ComparedRun
 * @typedef {import('../../harness/core/random.ts').Random} Random
 * @typedef {{ readonly base: ComparedRun[], readonly new: ComparedRun[] }} MadeSides
 *
 * @typedef {object} Asked
 * @property {import('./noise-processes.mjs').Process} process
 * @property {number} cells
 * @property {number} [effect] Of the new side, on the first cell alone: 1.05 is 5 % slower.
 * @property {number} seed Of the order.
 */

const NANOSECONDS = 10_000;
/** Values of a boot, each as far from the next as they are in a quiet boot. */
const BLOCKS_IN_BOOT = 3;
const INSIDE_BOOT = 0.02;

/** Two mounts in one boot: in each block one after the other, in the order of the program's own plan. @type {(blocks: number, asked: Asked, random: Random) => MadeSides} */
export function mountsInOneBoot(blocks, { process, cells, effect = 1, seed }, random) {
  const factors = process(drawFrom(random), cells, 2 * blocks);
  const turns = Array.from({ length: blocks }, (_, block) => {
    const first = blockOrder(seed, block, [0], [0, 1])[0]?.target ?? 0;
    return [2 * block + first, 2 * block + 1 - first];
  });
  const side = (/** @type {0 | 1} */ which) => [
    runOf(
      0,
      factors.map((cell, index) =>
        turns.map((pair) => (cell[pair[which] ?? 0] ?? 1) * (which === 1 && index === 0 ? effect : 1)),
      ),
      which === 0 ? 'one' : 'other',
    ),
  ];
  return { base: side(0), new: side(1) };
}

/** Two kernels over boots, in the order of the program's lab. @type {(boots: number, asked: Asked, random: Random) => MadeSides} */
export function bootsInTurn(boots, asked, random) {
  return overBoots(bootOrder(2, boots, asked.seed), asked, random);
}

/** All boots of one kernel, then all of the other. @type {(boots: number, asked: Asked, random: Random) => MadeSides} */
export function bootsOneAfterAnother(boots, asked, random) {
  return overBoots(
    Array.from({ length: 2 * boots }, (_, boot) => (boot < boots ? 0 : 1)),
    asked,
    random,
  );
}

/** @type {(order: readonly number[], asked: Asked, random: Random) => MadeSides} */
function overBoots(order, { process, cells, effect = 1 }, random) {
  const runs = runsOverBoots(order.length, { process, cells }, random, (boot, cell) =>
    order[boot] === 1 && cell === 0 ? effect : 1,
  );
  return { base: runs.filter((_, boot) => order[boot] === 0), new: runs.filter((_, boot) => order[boot] === 1) };
}

/** One configuration, a run in each boot. @type {(boots: number, asked: Pick<Asked, 'process' | 'cells'>, random: Random, effectOf?: (boot: number, cell: number) => number) => ComparedRun[]} */
export function runsOverBoots(boots, { process, cells }, random, effectOf = () => 1) {
  const draw = drawFrom(random);
  const factors = process(draw, cells, boots);
  return Array.from({ length: boots }, (_, boot) =>
    runOf(
      boot,
      factors.map((cell, index) =>
        Array.from(
          { length: BLOCKS_IN_BOOT },
          () => (cell[boot] ?? 1) * effectOf(boot, index) * Math.exp(INSIDE_BOOT * draw.normal()),
        ),
      ),
      'one',
    ),
  );
}

/** One configuration in one boot. @type {(blocks: number, asked: Pick<Asked, 'process' | 'cells'>, random: Random) => ComparedRun} */
export function runInOneBoot(blocks, { process, cells }, random) {
  return runOf(
    0,
    process(drawFrom(random), cells, blocks).map((cell) => [...cell]),
    'one',
  );
}

/** A run with nothing but what comparing reads. @type {(index: number, cells: readonly (readonly number[])[], target: string) => ComparedRun} */
function runOf(index, cells, target) {
  const id = `run-${String(index).padStart(3, '0')}`;
  const startedAt = new Date(Date.UTC(2026, 0, 1) + index * 3_600_000).toISOString();
  const record = { id, startedAt, machineId: 'simulated', environment: { before: null, after: null } };
  return {
    record: /** @type {ComparedRun['record']} */ (/** @type {unknown} */ (record)),
    series: cells.map((factors, cell) => ({
      runId: id,
      cell: cellOf(cell, target),
      metric: 'latency',
      emulated: false,
      values: Float64Array.from(factors, (factor) => NANOSECONDS * factor),
      blocks: Int32Array.from(factors.keys()),
      boots: new Int32Array(factors.length),
      bootIds: [`boot-${index}`],
      invalid: new Map(),
    })),
    summaries: [],
  };
}

/** @type {(index: number, target: string) => import('../../harness/core/cell.ts').Cell} */
function cellOf(index, target) {
  return {
    workload: 'small-file',
    preset: 'tiny',
    phase: `operation-${index}`,
    operation: `operation-${index}`,
    target,
    transport: '9p-socket',
    concurrency: 1,
    cacheState: 'guest-warm/host-warm',
  };
}

/** @type {(...purpose: readonly (string | number)[]) => Random} */
export function randomOf(...purpose) {
  return randomFor(1, ...purpose);
}
