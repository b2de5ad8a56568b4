import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inEmptyFolder } from './folder.mjs';

const SOURCE = fileURLToPath(new URL('./loop.c', import.meta.url));

/** Compiles loop.c; returns why that is not possible, or null. @type {(folders: import('./folder.mjs').Folders) => string | null} */
export function compileLoop(folders) {
  const { status, stderr, error } = spawnSync('cc', ['-O2', '-o', loopIn(folders), SOURCE], { encoding: 'utf8' });
  if (status === 0) return null;
  return error === undefined
    ? `cc failed: ${stderr.trim().split('\n')[0]}`
    : 'no C compiler: cc is not on PATH (Debian: apt-get install gcc libc6-dev)';
}

/** Means of one batch by row, nanoseconds. */
/** @type {(folders: import('./folder.mjs').Folders, files: number, reads: number) => Readonly<Record<string, number>>} */
export function loopMeans(folders, files, reads) {
  return inEmptyFolder(folders, 'c', (directory) => {
    const { status, stdout, stderr, error } = spawnSync(loopIn(folders), [directory, String(files), String(reads)], {
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`the loop in C failed: ${error?.message ?? stderr.trim()}`);
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => line.split(' '));
    return Object.fromEntries(lines.map(([row, mean]) => [row, Number(mean)]));
  });
}

/** @type {(folders: import('./folder.mjs').Folders) => string} */
function loopIn({ own }) {
  return join(own, 'loop');
}
