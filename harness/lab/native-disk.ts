import { closeSync, ftruncateSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../core/errors.ts';
import { runProgram } from '../system/program.ts';
import { BOOT_FILES } from './qemu-arguments.ts';

/** Sparse: what nobody writes takes no room on the host. */
const EXT4_BYTES = 4 * 2 ** 30;
/** Read and written in a circle. */
const CONTENDER_BYTES = 256 * 2 ** 20;
const MAKE_MS = 60_000;

/** The guest's native file system: ext4, as in the virtual disk of a WSL distribution. */
export function makeNativeDisk(folder: string, mke2fs: string): Promise<void> {
  return makeExt4(join(folder, BOOT_FILES.nativeDisk), mke2fs);
}

export async function makeExt4(path: string, mke2fs: string): Promise<void> {
  makeSparse(path, EXT4_BYTES);
  // Lazy would mean that the kernel goes on making the file system in the background while it is measured.
  const args = ['-q', '-F', '-t', 'ext4', '-E', 'lazy_itable_init=0,lazy_journal_init=0', path];
  const made = await runProgram(mke2fs, args, { timeoutMs: MAKE_MS });
  if (made.status === 'exited' && made.exitCode === 0) return;
  throw new UserError({
    code: 'lab-disk-failed',
    what: 'a disk of the lab cannot be made',
    got: made.status === 'exited' ? made.stderr.toString('utf8').trim() : made.status,
    expected: `an ext4 file system in ${path}`,
    fix: 'make room on this file system, or name a folder on another with XDG_CACHE_HOME',
  });
}

export function makeContenderDisk(folder: string): void {
  makeSparse(join(folder, BOOT_FILES.contenderDisk), CONTENDER_BYTES);
}

function makeSparse(path: string, bytes: number): void {
  const file = openSync(path, 'wx', 0o600);
  try {
    ftruncateSync(file, bytes);
  } finally {
    closeSync(file);
  }
}
