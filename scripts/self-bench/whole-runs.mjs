import { closeSync, fstatSync, mkdirSync, openSync, readdirSync, readSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import { availableBytes, growthPerMillion, watchMemory } from './memory.mjs';
import { mntbench, NEVER_PRECISE, operationsIn } from './ours.mjs';

/**
 * @typedef {object} WholeRun
 * @property {any} record
 * @property {number} operations
 * @property {number} peakBytes
 * @property {number | null} growth Bytes per million operations.
 * @property {number} measuredShare Of the wall time of everything.
 * @property {number} blocksShare Of the wall time of the blocks alone.
 */

/**
 * The default plan: all workloads, presets chosen by the pilot, 1 and 4 threads. On folders of our own in place of the default ones,
 * because only one run at a time may measure a directory: another one on this machine must not end the self-bench.
 *
 * @type {(folders: import('./folder.mjs').Folders, seconds: number) => Promise<WholeRun>}
 */
export function defaultRun({ work, own }, seconds) {
  const native = join(own, 'native');
  mkdirSync(native);
  return watchedRun({ work, own }, [work, native, '--no-controls', '--max-time', String(seconds)], () => {});
}

export const MANY = 10_000_000;
/** Three files of one page and an inode each per thousand operations of flat-1k's block, until the run ends; and what others need. */
const MANY_NEEDS_BYTES = 16e9;
const LEAST_AVAILABLE_BYTES = 2e9;

/** Why there is no room for `manyOperations`, or null. @type {(folders: import('./folder.mjs').Folders) => string | null} */
export function noRoomForMany({ work }) {
  const { bavail, bsize } = statfsSync(work);
  // On tmpfs, which is the default, files are memory.
  const room = Math.min(bavail * bsize, availableBytes());
  return room >= MANY_NEEDS_BYTES
    ? null
    : `needs ${MANY_NEEDS_BYTES / 1e9} GB of memory and space, ${(room / 1e9).toFixed(1)} GB are free`;
}

/** Runs until 10 million calls were timed, then asks the program to stop, as Ctrl-C does. @type {(folders: import('./folder.mjs').Folders) => Promise<WholeRun>} */
export function manyOperations(folders) {
  const args = [
    folders.work,
    '--no-controls',
    ...NEVER_PRECISE,
    '-w',
    'small-file',
    '--preset',
    'flat-1k',
    '-c',
    '1',
    '--max-time',
    '1h',
  ];
  return watchedRun(folders, args, (child, results) => {
    const count = countOperations(results);
    const timer = setInterval(() => {
      if (count() < MANY && availableBytes() > LEAST_AVAILABLE_BYTES) return;
      clearInterval(timer);
      child.kill('SIGINT');
    }, 1000);
    return () => clearInterval(timer);
  });
}

/** @type {(folders: import('./folder.mjs').Folders, args: readonly string[], also: (child: import('node:child_process').ChildProcess, results: string) => (() => void) | void) => Promise<WholeRun>} */
async function watchedRun(folders, args, also) {
  /** @type {import('./memory.mjs').Watched | null} */
  let watched = null;
  const run = await mntbench(folders, args, (child, results) => {
    const memory = watchMemory(child.pid ?? 0);
    watched = memory;
    const stop = also(child, results);
    return () => {
      memory.stop();
      stop?.();
    };
  });
  const memory = /** @type {import('./memory.mjs').Watched} */ (/** @type {unknown} */ (watched));
  const { preparationNs, pilotNs, blocksNs, teardownNs, measuredNs } = run.record.timing;
  const inBlocks = run.record.blocks.reduce((/** @type {number} */ sum, /** @type {any} */ block) => sum + block.measuredNs, 0);
  return {
    record: run.record,
    operations: operationsIn(run),
    peakBytes: memory.peakBytes,
    growth: growthPerMillion(memory, run.samples),
    measuredShare: measuredNs / (preparationNs + pilotNs + blocksNs + teardownNs),
    blocksShare: inBlocks / blocksNs,
  };
}

/** Reads what was added to samples.csv since the last call. @type {(results: string) => () => number} */
function countOperations(results) {
  let made = 0;
  let at = 0;
  return () => {
    const path = readdirSync(results, { recursive: true, encoding: 'utf8' }).find((name) => name.endsWith('samples.csv'));
    if (path === undefined) return 0;
    const file = openSync(join(results, path), 'r');
    try {
      const added = Buffer.alloc(fstatSync(file).size - at);
      readSync(file, added, 0, added.length, at);
      const whole = added.subarray(0, added.lastIndexOf('\n') + 1);
      at += whole.length;
      // `operations` is the last column, `latency` stands in one field of its own.
      for (const line of whole.toString().split('\n'))
        if (line.includes(',latency,')) made += Number(line.slice(line.lastIndexOf(',') + 1));
      return made;
    } finally {
      closeSync(file);
    }
  };
}
