import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { errorCode } from '../core/errors.ts';

/**
 * A folder and those above it. Not by `recursive: true`: below a place where nothing can be made, such as /proc, Node 20 then never
 * returns.
 */
export function makeFolder(path: string, mode = 0o777): void {
  try {
    mkdirSync(path, mode);
  } catch (error) {
    const code = errorCode(error);
    if (code === 'EEXIST') return;
    if (code !== 'ENOENT' || dirname(path) === path) throw error;
    makeFolder(dirname(path), mode);
    mkdirSync(path, mode); // Tried once: /proc answers ENOENT again.
  }
}
