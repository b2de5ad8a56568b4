import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { project } from '../ready.mjs';
import { inRows } from './csv.mjs';

/** The program as a user starts it; nothing of it is imported. */
export const PROGRAM = join(project, 'scripts/mntbench.mjs');

/**
 * @typedef {object} Run
 * @property {any} record run.json
 * @property {Readonly<Record<string, string>>[]} samples Rows of samples.csv
 */

/** No trial gets this precise, so that time alone ends a run and each round has about the same number of blocks. */
export const NEVER_PRECISE = ['--precision', '0.0001'];

/**
 * Runs `mntbench run …` to its end. `watch` gets the running process, and returns what ends the watching.
 *
 * @type {(folders: import('./folder.mjs').Folders, args: readonly string[], watch?: (child: import('node:child_process').ChildProcess, results: string) => () => void) => Promise<Run>}
 */
export async function mntbench(folders, args, watch) {
  const results = mkdtempSync(join(folders.own, 'run-'));
  const child = spawn(process.execPath, [PROGRAM, 'run', ...args, '--results', results, '--json'], {
    cwd: project,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  // A self-bench that is stopped takes its run with it, which then tidies up as after Ctrl-C.
  const stop = () => child.kill('SIGINT');
  process.on('exit', stop);
  const unwatch = watch?.(child, results);
  try {
    const { code, stdout, stderr } = await ended(child);
    // Some workload may miss its tool (exit 1, partial): what was measured still counts. Without a document nothing was.
    if (!stdout.trimStart().startsWith('{'))
      throw new Error(`mntbench run ${args.join(' ')} ended with ${code}: ${stderr.trim().slice(-500)}`);
    const { dir } = JSON.parse(stdout).run;
    return {
      record: JSON.parse(readFileSync(join(dir, 'run.json'), 'utf8')),
      samples: inRows(readFileSync(join(dir, 'samples.csv'), 'utf8')),
    };
  } finally {
    unwatch?.();
    process.off('exit', stop);
  }
}

/** @type {(child: import('node:child_process').ChildProcess) => Promise<{ code: number | null, stdout: string, stderr: string }>} */
function ended(child) {
  return new Promise((resolve, reject) => {
    let stdout = '';
    let stderr = '';
    child.stdout?.on('data', (data) => (stdout += data));
    child.stderr?.on('data', (data) => (stderr += data));
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, stdout, stderr }));
  });
}

/** Values of one metric of one operation, a value per block. @type {(run: Run, operation: string, metric: string) => number[]} */
export function perBlock({ samples }, operation, metric) {
  const values = rowsOf(samples, operation, metric).map(({ value }) => Number(value));
  if (values.length === 0) throw new Error(`the run has no valid ${metric} of ${operation}`);
  return values;
}

/** Wall time of whole loops, per operation. @type {(run: Run, operation: string) => number[]} */
export function elapsedPerOperation({ samples }, operation) {
  return rowsOf(samples, operation, 'elapsed').map(({ value, operations }) => Number(value) / Number(operations));
}

/** @type {(samples: Run['samples'], operation: string, metric: string) => Run['samples']} */
function rowsOf(samples, operation, metric) {
  return samples.filter((row) => row.valid === 'true' && row.operation === operation && row.metric === metric);
}

/** Calls that were timed, the pilot's included. @type {(run: Run) => number} */
export function operationsIn({ samples }) {
  return samples.reduce((sum, { metric, operations }) => sum + (metric === 'latency' ? Number(operations) : 0), 0);
}
