import { existsSync, lstatSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode, UserError } from '../core/errors.ts';
import { kernelFolder } from '../core/kernel-folder.ts';
import { makeFolder } from '../system/make-folder.ts';

/** The files of one run. */
export interface RunFolder {
  readonly path: string;
  readonly runJson: string;
  readonly samples: string;
  readonly summary: string;
  /** Missing where nothing was counted. */
  readonly counters: string;
  /** Only there when the far side of a mount was asked. */
  readonly hostProbe: string;
  readonly histograms: string;
  /** Only there when the run was withdrawn; it says why. */
  readonly retraction: string;
}

function runFolder(path: string): RunFolder {
  return {
    path,
    runJson: join(path, 'run.json'),
    samples: join(path, 'samples.csv'),
    summary: join(path, 'summary.csv'),
    counters: join(path, 'counters.csv'),
    hostProbe: join(path, 'host-probe.json'),
    histograms: join(path, 'hist'),
    retraction: join(path, 'retracted.json'),
  };
}

/** `<results>/<machine>/<kernel>/<run-id>/`: unique, so that runs of many machines meet in one repository without conflict. */
export function createRunFolder(results: string, machineId: string, kernelRelease: string | null, runId: string): RunFolder {
  const folder = runFolder(join(results, machineId, kernelFolder(kernelRelease), runId));
  try {
    makeFolder(folder.histograms);
  } catch (error) {
    throw new UserError(
      {
        code: 'results-not-writable',
        what: 'the results folder cannot be written',
        got: `${errorCode(error) ?? 'an error'} on ${folder.path}`,
        expected: 'a folder in which runs can be stored',
        fix: 'name another one by --results DIR, or change the permissions',
      },
      { cause: error },
    );
  }
  return folder;
}

/** All runs below a folder, or the folder itself when it is one; in order of their ids, which is the order of time. */
export function findRuns(folder: string): RunFolder[] {
  if (!isFolder(folder)) return [];
  if (existsSync(runFolder(folder).runJson)) return [runFolder(folder)];
  const found = walk(folder, RUN_DEPTH);
  return found.map(runFolder).sort((a, b) => (lastPart(a.path) < lastPart(b.path) ? -1 : 1));
}

/** results/published: a repository of shared runs, which is no part of one's own and is looked into where it is named. */
const SHARED = 'published';

/** results/machine/kernel/run, and room for one folder above. Links are not followed. */
const RUN_DEPTH = 4;

function walk(folder: string, depth: number): string[] {
  if (depth === 0) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && entry.name !== SHARED)
    .map((entry) => join(folder, entry.name))
    .flatMap((path) => (existsSync(runFolder(path).runJson) ? [path] : walk(path, depth - 1)));
}

/** Whether it was withdrawn: it stays, and takes part in nothing. A link by that name is not followed, and says so too. */
export function isRetracted({ retraction }: RunFolder): boolean {
  return lstatSync(retraction, { throwIfNoEntry: false }) !== undefined;
}

/** A run as the user names it: its folder, or its id (or the end of it) below the results folder. */
export function resolveRun(name: string, results: string): RunFolder {
  if (existsSync(name) && statSync(name).isDirectory() && existsSync(runFolder(name).runJson)) return runFolder(name);
  const all = findRuns(results);
  const matches = name === 'latest' ? all.slice(-1) : all.filter((run) => lastPart(run.path).endsWith(name));
  const [only] = matches;
  if (only !== undefined && matches.length === 1 && name !== '') return only;
  throw new UserError({
    code: matches.length > 1 ? 'run-ambiguous' : 'run-missing',
    what: 'no such run',
    got:
      matches.length > 1
        ? `${name}, which fits ${matches.length} runs`
        : `${name}, which is neither a run's folder nor the id of one in ${results}`,
    expected: 'the folder of a run (it holds run.json), a run id, or `latest`',
    fix: 'mntbench list shows the runs',
  });
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

function lastPart(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
