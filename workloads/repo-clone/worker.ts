import { statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonObject } from '../../harness/core/json.ts';
import type { WorkerModule } from '../../harness/core/workload.ts';
import { textArg } from '../inputs/args.ts';

const SECOND_MS = 1_000;
/** Older than any file a run can make. */
const LONG_AGO_MS = Date.UTC(2001, 0, 1);

export const loops: WorkerModule['loops'] = {};

/*
 * Git trusts the recorded size and times of a file only when the index is younger ("racily clean" entries,
 * Documentation/technical/racy-git.txt); it reads the content of all others again. How many that are after a clone depends on how much
 * of it fell into the last second: everything on a fast disk, almost nothing on a slow mount. Left alone, `git status` would do less
 * work on the slow target than on the native one. So both states are set, by the date of one file.
 */
export const tasks: WorkerModule['tasks'] = {
  /** The index is older than every file: the next status reads all of them. */
  'distrust-index': (args) => {
    utimesSync(indexOf(args), LONG_AGO_MS / SECOND_MS, LONG_AGO_MS / SECOND_MS);
  },
  /** The index, written by the status before, is younger than every file even on a file system that counts in whole seconds. */
  'settle-index': (args) => {
    const written = statSync(indexOf(args)).mtimeMs;
    if (written < LONG_AGO_MS + 60 * SECOND_MS) throw new Error('git status did not write the index that it had to refresh');
    utimesSync(indexOf(args), written / SECOND_MS + 2, written / SECOND_MS + 2);
  },
};

function indexOf(args: JsonObject): string {
  return join(textArg(args, 'repository'), '.git', 'index');
}
