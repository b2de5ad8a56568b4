import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { cacheFolder } from '../system/folders.ts';
import { makeFolder } from '../system/make-folder.ts';
import { isOwner, liveness, thisProcess } from '../system/owner.ts';
import { removeTree } from '../system/remove-tree.ts';
import { writeWholeJson } from '../system/whole-file.ts';
import { keepRuns } from './kept-runs.ts';
import { BOOT_FILES } from './qemu-arguments.ts';

/** Logs of so many boots are kept: enough to look back at what failed, and little on the disk. */
const KEPT_BOOTS = 20;

/** Beside the channel, where the guest cannot write: who boots, and the host's folder for the runs that the guest makes. */
const OWNER = 'owner.json';
const OWED = 'owed.json';
const owedSchema = z.strictObject({ results: z.string() });

function bootsFolder(): string {
  return join(cacheFolder(), 'lab', 'boots');
}

/** Makes the folder of one boot, and tidies those of boots that are over, also when they were killed. */
export function makeBootFolder(id: string, results: string | null, root: string = bootsFolder()): string {
  makeFolder(root, 0o700);
  tidyOld(root);
  const folder = join(root, id);
  makeFolder(folder, 0o700);
  writeWholeJson(join(folder, OWNER), thisProcess(), 'kill');
  if (results !== null) writeWholeJson(join(folder, OWED), { results }, 'kill');
  for (const name of [BOOT_FILES.results, BOOT_FILES.shareC, BOOT_FILES.shareD, BOOT_FILES.shareE])
    makeFolder(join(folder, name));
  return folder;
}

/** Leaves the logs alone and removes the rest: what the guest wrote is not needed, and a boot that is over has no sockets. */
export function keepLogsOnly(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) removeTree(path);
    else if (!entry.name.endsWith('.log')) rmSync(path);
  }
}

function tidyOld(root: string): void {
  const over = readdirSync(root)
    .map((name) => join(root, name))
    .filter((folder) => !isInUse(folder))
    .sort((a, b) => statSync(a).mtimeMs - statSync(b).mtimeMs);
  const tidy = over.filter(hasGivenItsRuns);
  for (const folder of tidy) keepLogsOnly(folder);
  for (const folder of tidy.slice(0, -KEPT_BOOTS)) removeTree(folder);
}

/** False when the runs of a boot that was killed cannot be brought to their place now: they stay, and the next boot tries again. */
function hasGivenItsRuns(folder: string): boolean {
  const owed = readJson(join(folder, OWED));
  if (owed === null) return true;
  try {
    keepRuns(join(folder, BOOT_FILES.results), owedSchema.parse(owed).results, null);
    return true;
  } catch {
    return false;
  }
}

function isInUse(folder: string): boolean {
  const owner = readJson(join(folder, OWNER));
  // Without one its boot is over: the owner goes with everything that is no log.
  return isOwner(owner) && liveness(owner) !== 'dead';
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return null; // Not there, or cut when the program was killed.
  }
}
