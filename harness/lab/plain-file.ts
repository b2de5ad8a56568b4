import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  lstatSync,
  openSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

/** Files in a folder that somebody hostile may have filled: nothing here follows a link or waits for a FIFO, and nothing throws for what it finds. */

/** Opening a FIFO for reading waits for a writer without O_NONBLOCK. */
const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;

/** The content of a regular file; null for everything else: links, FIFOs, more than `mostBytes`. */
export function readPlainFile(path: string, mostBytes: number): Buffer | null {
  let file: number;
  try {
    file = openSync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  } catch {
    return null; // Not there, a link, a socket, or not to be read.
  }
  try {
    const state = fstatSync(file);
    return state.isFile() && state.size <= mostBytes ? readFileSync(file) : null;
  } finally {
    closeSync(file);
  }
}

/** What lies in a folder; nothing when it is no folder, a link to one, or not to be read. */
export function plainNames(folder: string): string[] {
  try {
    return lstatSync(folder).isDirectory() ? readdirSync(folder).sort() : [];
  } catch {
    return []; // Not there, or closed to us.
  }
}

/** The folders in it whose names fit. */
export function plainFolders(folder: string, pattern: RegExp): string[] {
  return plainNames(folder).filter((name) => pattern.test(name) && isFolder(join(folder, name)));
}

/** Also true of a link that leads nowhere. */
export function isThere(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

/** On the disk when it returns. */
export function writeNewFile(path: string, content: Buffer): void {
  const file = openSync(path, 'wx', 0o644);
  try {
    writeFileSync(file, content);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function isFolder(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
