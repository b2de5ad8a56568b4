import { lstatSync, readdirSync, rmdirSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Deletes a folder with all that is in it. Links are removed, never followed; a folder on another device than the first is an
 * error, because something is mounted there that is not ours. Folders only: overlayfs gives files devices of their own.
 */
export function removeTree(folder: string): void {
  const root = lstatSync(folder, { throwIfNoEntry: false });
  if (root === undefined) return;
  if (!root.isDirectory()) throw new Error(`refusing to remove ${folder}: not a directory`);
  removeFolder(folder, root.dev);
}

function removeFolder(folder: string, device: number): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    // Looked at again rather than believed: on some mounts the directory entry carries no type.
    const found = lstatSync(path, { throwIfNoEntry: false });
    if (found === undefined) continue;
    if (!found.isDirectory()) unlinkSync(path);
    else if (found.dev !== device) throw new Error(`refusing to remove ${path}: another file system is mounted there`);
    else removeFolder(path, device);
  }
  rmdirSync(folder);
}
