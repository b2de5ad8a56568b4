import { existsSync } from 'node:fs';
import fastGlob from 'fast-glob';
import { UserError } from '../core/errors.ts';
import { findRuns, type RunFolder, resolveRun } from './run-folder.ts';

/**
 * The runs that a user names: each name is a run's folder, a folder with runs below it (a results repository is one), a glob of either,
 * the end of a run's id, or `latest`. In the order of the names, each run once. Every name must name at least one run.
 */
export function runsNamed(names: readonly string[], results: string): RunFolder[] {
  const runs = names.flatMap((name) => named(name, results));
  return [...new Map(runs.map((run) => [run.path, run])).values()];
}

function named(name: string, results: string): RunFolder[] {
  const runs = existsSync(name) ? findRuns(name) : globbed(name);
  if (runs !== null && runs.length > 0) return runs;
  if (runs === null) return [resolveRun(name, results)];
  throw new UserError({
    code: 'run-missing',
    what: 'there is no run',
    got: `${name}, which holds no folder with run.json in it`,
    expected: 'a run, a folder with runs in it, a glob of either, a run id, or latest',
    fix: 'mntbench list shows the runs',
  });
}

/** Null where the name is no glob. Links are not followed: a stranger's repository may hold any. */
function globbed(name: string): RunFolder[] | null {
  if (!fastGlob.isDynamicPattern(name)) return null;
  const folders = fastGlob.sync(name, { onlyDirectories: true, followSymbolicLinks: false, suppressErrors: true });
  return folders.sort().flatMap(findRuns);
}
