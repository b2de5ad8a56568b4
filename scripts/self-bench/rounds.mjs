import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { loopMeans } from './c-loop.mjs';
import { fioMean } from './fio.mjs';
import { inEmptyFolder } from './folder.mjs';
import { elapsedPerOperation, mntbench, NEVER_PRECISE, perBlock } from './ours.mjs';
import { CREATE_WITH_CONTENT, PAIR_NAMES, PAIRS } from './pairs.mjs';
import { median } from './statistics.mjs';

/** As many files as the preset flat-1k has, in one directory: an operation costs more in a larger one. */
const FILES = 1000;
const READS = 20_000;
/** A single batch may meet a busy moment of the machine. On all sides the median of the means of several batches stands for a round. */
const FIO_BATCHES = 5;
const LOOP_BATCHES = 11;
/** The first ones run before V8 has compiled the loop; the harness has its pilot for that. */
const BARE_BATCHES = 40;
const BARE_WARM_UP = 20;
const SMALL_FILE_SECONDS = 6;
/** A block of `thorough` starts up to 32 threads and takes seconds. */
const PROBE_SECONDS = 12;

const BARE_LOOP = fileURLToPath(new URL('./bare-loop.mjs', import.meta.url));

/**
 * One round: nanoseconds per call by pair. The round is what is interleaved; ratios are taken inside it.
 *
 * @typedef {object} Round
 * @property {Readonly<Record<string, number>>} ours Mean latency, and `createContent` for the create with content.
 * @property {Readonly<Record<string, number>> | null} fio
 * @property {Readonly<Record<string, number>> | null} c By row of loop.c.
 * @property {{ nullNs: number, timerNs: number, statNs: number, readNs: number }} harness Of which stat and read beyond the bare loop.
 */

/** @type {(folders: import('./folder.mjs').Folders, peers: { fio: boolean, c: boolean }) => Promise<Round>} */
export async function runRound(folders, peers) {
  const c = peers.c ? medians(Array.from({ length: LOOP_BATCHES }, () => loopMeans(folders, FILES, READS))) : null;
  const smallFile = await mntbench(folders, [
    ...ours(folders),
    '-w',
    'small-file',
    '--preset',
    'flat-1k',
    '-c',
    '1',
    ...upTo(SMALL_FILE_SECONDS),
  ]);
  const fio = peers.fio ? fioMeans(folders) : null;
  const probe = await mntbench(folders, [...ours(folders), '-w', 'probe', '--preset', 'thorough', ...upTo(PROBE_SECONDS)]);
  const bare = bareLoop(folders);
  const runs = { 'small-file': smallFile, probe };
  const latency = (/** @type {{ workload: 'small-file' | 'probe', operation: string }} */ { workload, operation }) =>
    median(perBlock(runs[workload], operation, 'latency'));
  return {
    ours: { ...byPair((pair) => latency(PAIRS[pair].ours)), createContent: latency(CREATE_WITH_CONTENT.ours) },
    fio,
    c,
    harness: {
      nullNs: median(perBlock(probe, 'null', 'latency')),
      timerNs: probe.record.calibration.timerNs,
      statNs: median(elapsedPerOperation(smallFile, PAIRS.stat.ours.operation)) - bare.stat,
      readNs: median(elapsedPerOperation(probe, PAIRS.read.ours.operation)) - bare.read,
    },
  };
}

/** @type {(folders: import('./folder.mjs').Folders) => string[]} */
function ours({ work }) {
  return [work, '--no-controls', ...NEVER_PRECISE];
}

/** @type {(seconds: number) => string[]} */
function upTo(seconds) {
  return ['--max-time', String(seconds)];
}

/** @type {(folders: import('./folder.mjs').Folders) => Record<string, number>} */
function fioMeans(folders) {
  // Batches outside, engines inside: a busy second hits all engines alike.
  return medians(Array.from({ length: FIO_BATCHES }, () => byPair((pair) => fioMean(folders, pair, FILES, READS))));
}

/** @type {(folders: import('./folder.mjs').Folders) => { stat: number, read: number }} */
function bareLoop(folders) {
  return inEmptyFolder(folders, 'bare', (directory) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [BARE_LOOP, directory, String(FILES), String(BARE_BATCHES)], {
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`the bare loop failed: ${stderr.trim()}`);
    const { stat, read } = JSON.parse(stdout);
    return { stat: median(stat.slice(BARE_WARM_UP)), read: median(read.slice(BARE_WARM_UP)) };
  });
}

/** @type {(of: (pair: import('./pairs.mjs').PairName) => number) => Record<string, number>} */
function byPair(of) {
  return Object.fromEntries(PAIR_NAMES.map((pair) => [pair, of(pair)]));
}

/** @type {(batches: readonly Readonly<Record<string, number>>[]) => Record<string, number>} */
function medians(batches) {
  return Object.fromEntries(
    Object.keys(batches[0] ?? {}).map((name) => [name, median(batches.map((batch) => batch[name] ?? Number.NaN))]),
  );
}
