import { closeSync, fdatasyncSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { sync as writeFileAtomic } from 'write-file-atomic';

/** `crash`: the new content survives a crash of the machine. `kill`: only one of the program, in a tenth of the time. */
export type Survives = 'crash' | 'kill';

/** Replaces a whole file: readers see the old content or the new one, never a part. */
export function writeWholeFile(path: string, content: string, survives: Survives = 'crash'): void {
  writeFileAtomic(path, content, { encoding: 'utf8', fsync: survives === 'crash' });
}

export function writeWholeJson(path: string, value: unknown, survives: Survives = 'crash'): void {
  writeWholeFile(path, `${JSON.stringify(value, null, 2)}\n`, survives);
}

/** A file that only grows; what `append` was given is on the disk when it returns. */
export interface AppendOnlyFile {
  append(text: string): void;
  close(): void;
}

export function openAppendOnly(path: string): AppendOnlyFile {
  const file = openSync(path, 'a', 0o644);
  syncFolder(dirname(path));
  return {
    append(text) {
      const bytes = Buffer.from(text, 'utf8');
      for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written);
      fdatasyncSync(file);
    },
    close: () => closeSync(file),
  };
}

/** Takes off a last line that a crash cut, so that the next one starts on a line of its own. */
export function cutHalfLine(path: string): void {
  const text = readFileSync(path, 'utf8');
  if (text !== '' && !text.endsWith('\n')) writeWholeFile(path, text.slice(0, text.lastIndexOf('\n') + 1));
}

/** Makes a new name in the folder durable. */
function syncFolder(path: string): void {
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
