import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inEmptyFolder } from './folder.mjs';

/** @typedef {import('./pairs.mjs').PairName} PairName */

/** `filesize` and `bs` have to be equal: the file engines make filesize ÷ bs operations per file, none when it is less than one. */
const ONE_CALL_PER_FILE = ['--openfiles=1', '--filesize=1k', '--bs=1k'];

/**
 * Traced with strace, fio 3.33. `create_on_open` belongs to filecreate alone: with it, filestat and filedelete find no file and time ENOENT.
 * The clock of the file engines is around the one call; the close of filecreate is outside of it.
 *
 * @type {Readonly<Record<PairName, (files: number, reads: number) => string[]>>}
 */
const JOBS = {
  stat: (files) => ['--ioengine=filestat', `--nrfiles=${files}`, ...ONE_CALL_PER_FILE],
  create: (files) => ['--ioengine=filecreate', `--nrfiles=${files}`, ...ONE_CALL_PER_FILE, '--create_on_open=1'],
  delete: (files) => ['--ioengine=filedelete', `--nrfiles=${files}`, ...ONE_CALL_PER_FILE],
  // Of a file with one block, any random one is the one at 0: the same request again and again, as ours.
  read: (_, reads) => [
    '--ioengine=psync',
    '--rw=randread',
    '--norandommap',
    '--filesize=4k',
    '--bs=4k',
    `--io_size=${reads * 4}k`,
    '--invalidate=0',
  ],
};

/** Why fio cannot be used, or null. @type {() => string | null} */
export function fioMissing() {
  const { status, error } = spawnSync('fio', ['--version'], { encoding: 'utf8' });
  if (status === 0) return null;
  return error === undefined ? `fio --version failed with ${status}` : 'fio is not on PATH (Debian: apt-get install fio)';
}

/** @type {() => string} */
export function fioVersion() {
  return spawnSync('fio', ['--version'], { encoding: 'utf8' }).stdout.trim();
}

/** Mean completion latency of one batch, nanoseconds. */
/** @type {(folders: import('./folder.mjs').Folders, pair: PairName, files: number, reads: number) => number} */
export function fioMean(folders, pair, files, reads) {
  const output = join(folders.own, 'fio.json');
  return inEmptyFolder(folders, 'fio', (directory) => {
    const args = ['--name=peer', '--thread', '--fallocate=none', `--directory=${directory}`, ...JOBS[pair](files, reads)];
    const { status, stderr, error } = spawnSync('fio', [...args, '--output-format=json', `--output=${output}`], {
      encoding: 'utf8',
      cwd: folders.own,
    });
    if (status !== 0) throw new Error(`fio ${args.join(' ')} failed: ${error?.message ?? stderr.trim()}`);
    return meanIn(readFileSync(output, 'utf8'), pair === 'read' ? reads : files);
  });
}

/** @type {(text: string, calls: number) => number} */
function meanIn(text, calls) {
  // Notes such as "Laying out IO files" come before the document, in the same file.
  const [job] = JSON.parse(text.slice(text.indexOf('{'))).jobs;
  const { N, mean } = job.read.clat_ns;
  if (N !== calls || job.error !== 0)
    throw new Error(`fio made ${N} calls with error ${job.error}, expected ${calls} without one`);
  return mean;
}
