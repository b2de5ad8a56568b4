import { accessSync, constants, readFileSync, statSync } from 'node:fs';
import { delimiter } from 'node:path';
import { runProgram } from '../system/program.ts';
import type { Machine } from './requirements.ts';

/** modprobe and its like lie there, and a user's PATH on Debian does not name them. */
const ADMIN_FOLDERS = ['/usr/sbin', '/sbin', '/usr/bin', '/bin'];
const APT_CACHE_MS = 20_000;

export function thisMachine(path: string): Machine {
  return {
    folders: [...path.split(delimiter).filter((folder) => folder.startsWith('/')), ...ADMIN_FOLDERS],
    isUsable(file) {
      try {
        accessSync(file, constants.R_OK);
        return statSync(file).isFile();
      } catch {
        return false; // Not there: the next place is looked at.
      }
    },
    isStatic: (file) => !hasInterpreter(readFileSync(file)),
    async offers(name) {
      const shown = await runProgram('apt-cache', ['show', '--no-all-versions', name], { timeoutMs: APT_CACHE_MS });
      return shown.status === 'exited' && shown.exitCode === 0 && shown.stdout.length > 0;
    },
  };
}

const PT_INTERP = 3;

/** Does this 64-bit ELF file name a dynamic linker (elf(5), PT_INTERP)? */
export function hasInterpreter(elf: Buffer): boolean {
  if (elf.length < 64 || elf.readUInt32BE(0) !== 0x7f454c46) return true; // No program at all: not a static one either.
  const start = Number(elf.readBigUInt64LE(32));
  const size = elf.readUInt16LE(54);
  const count = elf.readUInt16LE(56);
  for (let index = 0; index < count; index++) if (elf.readUInt32LE(start + index * size) === PT_INTERP) return true;
  return false;
}
