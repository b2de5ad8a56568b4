import { createHash } from 'node:crypto';
import { closeSync, lstatSync, openSync, readdirSync, readSync } from 'node:fs';

interface ExpectedFile {
  /** Relative, with `/`. */
  readonly path: string;
  readonly size: number;
  /** Null where only the size is compared. */
  readonly content: (() => Buffer) | null;
}

/**
 * Throws unless `root` holds exactly these directories and files with these bytes. Modes and times are not compared: drvfs may fix them.
 * Contents are made one at a time, since a tree can be larger than memory.
 */
export function compareTree(root: string, directories: Iterable<string>, files: Iterable<ExpectedFile>): void {
  const wanted = new Map<string, ExpectedFile>();
  for (const file of files) wanted.set(file.path, file);
  const wantedDirectories = new Set(directories);
  const pending = [''];
  for (let parent = pending.pop(); parent !== undefined; parent = pending.pop()) {
    for (const entry of readdirSync(parent === '' ? root : `${root}/${parent}`, { withFileTypes: true })) {
      const path = parent === '' ? entry.name : `${parent}/${entry.name}`;
      if (entry.isDirectory()) {
        if (!wantedDirectories.delete(path)) throw new Error(`${root}: extra directory ${path}, expected none`);
        pending.push(path);
        continue;
      }
      const file = wanted.get(path);
      if (file === undefined || !wanted.delete(path)) throw new Error(`${root}: extra file ${path}, expected none`);
      compareFile(root, file);
    }
  }
  const [missingDirectory] = wantedDirectories;
  if (missingDirectory !== undefined)
    throw new Error(`${root}: missing directory ${missingDirectory}, ${wantedDirectories.size} in all`);
  const [missing] = wanted.keys();
  if (missing !== undefined) throw new Error(`${root}: missing file ${missing}, ${wanted.size} in all`);
}

function compareFile(root: string, file: ExpectedFile): void {
  const path = `${root}/${file.path}`;
  const stats = lstatSync(path);
  if (!stats.isFile()) throw new Error(`${path}: expected a regular file, got mode ${stats.mode.toString(8)}`);
  if (stats.size !== file.size) throw new Error(`${path}: expected ${file.size} bytes, got ${stats.size}`);
  if (file.content === null) return;
  const got = readInto(path, file.size);
  const expected = file.content();
  // The bytes themselves are compared, which is stronger than hashes and faster; the hashes are for the reader of the message.
  if (!got.equals(expected))
    throw new Error(`${path}: expected sha256 ${sha256(expected)}, got ${sha256(got)}; ${firstDifference(got, expected)}`);
}

/** One buffer for all files: a fresh one for each would be zeroed, filled once and thrown away, hundreds of megabytes in a large tree. */
let buffer = Buffer.allocUnsafeSlow(1024 * 1024);

function readInto(path: string, size: number): Buffer {
  if (size > buffer.length) buffer = Buffer.allocUnsafeSlow(size);
  const file = openSync(path, 'r');
  try {
    let filled = 0;
    for (let got = -1; got !== 0 && filled < size; filled += got) got = readSync(file, buffer, filled, size - filled, filled);
    return buffer.subarray(0, filled);
  } finally {
    closeSync(file);
  }
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function firstDifference(got: Buffer, expected: Buffer): string {
  const at = expected.findIndex((byte, index) => got[index] !== byte);
  return at < 0 ? `${got.length} bytes in place of ${expected.length}` : `first difference at byte ${at}`;
}
