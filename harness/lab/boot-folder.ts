import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from '../system/folders.ts';
import { makeFolder } from '../system/make-folder.ts';
import { liveness, ownerSchema, thisProcess } from '../system/owner.ts';
import { removeTree } from '../system/remove-tree.ts';
import { writeWholeJson } from '../system/whole-file.ts';
import { BOOT_FILES } from './qemu-arguments.ts';

/** Logs of so many boots are kept: enough to look back at what failed, and little on the disk. */
const KEPT_BOOTS = 20;
const OWNER = 'owner.json';

/** Makes the folder of one boot, and tidies those of boots that are over, also when they were killed. */
export function makeBootFolder(id: string): string {
  const root = join(cacheFolder(), 'lab', 'boots');
  makeFolder(root, 0o700);
  tidyOld(root);
  const folder = join(root, id);
  makeFolder(folder, 0o700);
  writeWholeJson(join(folder, OWNER), thisProcess(), 'kill');
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
  for (const folder of over) keepLogsOnly(folder);
  for (const folder of over.slice(0, -KEPT_BOOTS)) removeTree(folder);
}

function isInUse(folder: string): boolean {
  try {
    return liveness(ownerSchema.parse(JSON.parse(readFileSync(join(folder, OWNER), 'utf8')))) !== 'dead';
  } catch {
    return false; // Its boot is over: the owner goes with everything that is no log.
  }
}
