import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { errorCode } from '../../core/errors.ts';
import { MOST_BYTES, missing, type Reading, read } from './sources.ts';

const WORDS: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  ENOTDIR: 'does not exist',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EISDIR: 'is a directory',
  ELOOP: 'is a loop of links',
};

const ABSENT: ReadonlySet<string> = new Set(['ENOENT', 'ENOTDIR']);

export function missingBecause<T>(path: string, error: unknown): Reading<T> {
  const code = errorCode(error) ?? 'unknown error';
  return missing(`${path} ${WORDS[code] ?? `could not be read (${code})`}`, ABSENT.has(code));
}

/**
 * At most {@link MOST_BYTES} of a regular file. Not by its size: files of /proc claim to be empty. Opened without blocking, since a
 * folder from a stranger may hold a pipe that nobody writes to. `shown` is the name for the reason.
 */
export async function readBounded(path: string, shown: string): Promise<Reading<Uint8Array>> {
  try {
    await using file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const status = await file.stat();
    if (!status.isFile()) return missing(`${shown} is no regular file`, false);
    const chunks: Buffer[] = [];
    let total = 0;
    while (total < MOST_BYTES) {
      const chunk = Buffer.alloc(Math.min(65_536, MOST_BYTES - total));
      const { bytesRead } = await file.read(chunk, 0, chunk.length, null);
      if (bytesRead === 0) break;
      chunks.push(chunk.subarray(0, bytesRead));
      total += bytesRead;
    }
    return read(Buffer.concat(chunks));
  } catch (error) {
    return missingBecause(shown, error);
  }
}
