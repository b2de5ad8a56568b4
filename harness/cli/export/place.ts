import { randomBytes } from 'node:crypto';
import { lstatSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { errorCode, UserError } from '../../core/errors.ts';
import type { ExportedFile } from '../../report/export/export-input.ts';
import { writeWholeFile } from '../../system/whole-file.ts';

/** The absolute path; nothing may lie there, not even a broken link. */
export function requireFree(path: string): string {
  const absolute = resolve(path);
  const isTaken = attempt(absolute, () => lstatSync(absolute, { throwIfNoEntry: false }) !== undefined);
  if (!isTaken) return absolute;
  throw new UserError({
    code: 'out-exists',
    what: 'nothing is overwritten',
    got: `--out ${path}, which exists`,
    expected: 'a name that is free',
    fix: 'remove it, or choose another name',
  });
}

export function writeFile(path: string, text: string): void {
  attempt(path, () => writeWholeFile(path, text));
}

/** The folder appears with all of its files, or not at all. */
export function writeFolder(path: string, files: readonly ExportedFile[]): void {
  const making = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}`);
  attempt(path, () => {
    try {
      mkdirSync(making);
      for (const { name, text } of files) writeWholeFile(join(making, name), text);
      renameSync(making, path);
    } finally {
      rmSync(making, { recursive: true, force: true });
    }
  });
}

function attempt<T>(path: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    const code = errorCode(error);
    if (code === null) throw error;
    throw new UserError(
      {
        code: 'out-not-writable',
        what: 'the export cannot be written',
        got: `${code} on ${path}`,
        expected: 'a place in a folder that exists and can be written',
        fix: 'make the folder, or name another place by --out',
      },
      { cause: error },
    );
  }
}
