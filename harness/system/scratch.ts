import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from './make-folder.ts';
import { isOwner, liveness, type Owner } from './owner.ts';
import { removeTree } from './remove-tree.ts';

const OWNER = 'owner.json';

/** A folder on the native file system for one run: homes, caches and temporary files of the commands. */
export function makeScratch(root: string, runId: string, owner: Owner): string {
  const folder = join(root, runId);
  makeFolder(folder, 0o700);
  writeFileSync(join(folder, OWNER), JSON.stringify(owner));
  return folder;
}

/** Removes what killed runs left; a folder without a readable owner is not touched. */
export function cleanScratch(root: string): void {
  if (!existsSync(root)) return;
  for (const entry of readdirSync(root, { withFileTypes: true })) {
    const folder = join(root, entry.name);
    if (entry.isDirectory() && isAbandoned(join(folder, OWNER))) removeTree(folder);
  }
}

/** Whether the run still goes on, as far as this machine knows. */
export function isRunning(root: string, runId: string): boolean {
  const owner = join(root, runId, OWNER);
  return existsSync(owner) && !isAbandoned(owner);
}

function isAbandoned(path: string): boolean {
  try {
    const owner: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return isOwner(owner) && liveness(owner) === 'dead';
  } catch {
    return false; // No owner of ours: not ours to delete.
  }
}
