import { closeSync, constants, openSync, readSync, writeSync } from 'node:fs';

/** As npm and git open a new file: without O_EXCL. */
export const CREATE = constants.O_CREAT | constants.O_WRONLY | constants.O_TRUNC;
/** As a compiler or an editor saves a file that exists. */
export const OVERWRITE = constants.O_WRONLY | constants.O_TRUNC;
export const APPEND = constants.O_WRONLY | constants.O_APPEND;

const MODE = 0o644;

/** open, write in pieces of at most `pieceBytes`, close. The descriptor is closed also when writing fails. */
export function writeWhole(path: string, content: Buffer, flags: number, pieceBytes: number): void {
  const descriptor = openSync(path, flags, MODE);
  try {
    const size = content.length;
    for (let at = 0; at < size; ) at += writeSync(descriptor, content, at, Math.min(pieceBytes, size - at));
  } finally {
    closeSync(descriptor);
  }
}

/** open, read until `size` bytes are there, close. A file that ends early is an error; no further read asks whether it goes on. */
export function readWhole(path: string, size: number, into: Buffer): void {
  const descriptor = openSync(path, constants.O_RDONLY);
  try {
    for (let left = size; left > 0; ) {
      const got = readSync(descriptor, into, 0, Math.min(left, into.length), null);
      if (got === 0) throw new Error(`${path}: ends ${left} bytes early`);
      left -= got;
    }
  } finally {
    closeSync(descriptor);
  }
}
