import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * The private places of one self-bench, removed at its end, also after Ctrl-C.
 *
 * @typedef {object} Folders
 * @property {string} work On the file system that is measured; every peer gets an empty folder of its own in it.
 * @property {string} own On the disk: the compiled loop, and the results of our runs, because runs store theirs on a disk too.
 */

/** @type {(folder: string) => { folders: Folders, remove: () => void }} */
export function openFolders(folder) {
  const work = mkdtempSync(join(folder, 'mntbench-self-'));
  const own = mkdtempSync(join(tmpdir(), 'mntbench-self-'));
  const remove = () => {
    for (const path of [work, own]) rmSync(path, { recursive: true, force: true });
  };
  return { folders: { work, own }, remove };
}

/** @type {<T>(folders: Folders, name: string, use: (path: string) => T) => T} */
export function inEmptyFolder(folders, name, use) {
  const path = join(folders.work, name);
  mkdirSync(path);
  try {
    return use(path);
  } finally {
    rmSync(path, { recursive: true, force: true });
  }
}
