import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { UserError } from '../core/errors.ts';
import { runProgram } from '../system/program.ts';
import { type CpioEntry, cpioArchive } from './cpio.ts';
import { GUEST_INIT } from './guest-init.ts';
import type { Kernel } from './kernel.ts';
import { GUEST_MODULES, moduleFiles } from './module-plan.ts';
import type { LabPrograms } from './requirements.ts';

const MODULE_MS = 30_000;
const FOLDERS = ['bin', 'proc', 'sys', 'dev', 'host', 'overlay', 'root', 'results', 'modules'];

/** Writes the guest's first file system: busybox, the modules of its kernel in their order, and the script that mounts everything. */
export async function buildInitramfs(kernel: Kernel, programs: LabPrograms, path: string): Promise<void> {
  const modules = await Promise.all((await requiredModules(kernel, programs)).map((file) => unpackedModule(file, programs)));
  const order = modules.map(({ name }) => name).join('\n');
  const files: CpioEntry[] = [
    { path: 'init', content: Buffer.from(GUEST_INIT), executable: true },
    { path: 'bin/busybox', content: readFileSync(programs.busybox), executable: true },
    { path: 'modules/order', content: Buffer.from(order), executable: false },
    ...modules.map(({ name, content }) => ({ path: `modules/${name}`, content, executable: false })),
  ];
  const folders = FOLDERS.map((name) => ({ path: name, content: null, executable: false }));
  // The least compression: packing a few megabytes better costs more than reading them.
  writeFileSync(path, gzipSync(cpioArchive([...folders, ...files]), { level: 1 }));
}

async function requiredModules({ folder, record }: Kernel, programs: LabPrograms): Promise<string[]> {
  const root = join(folder, record.moduleRoot);
  const outputs: string[] = [];
  for (const name of GUEST_MODULES) {
    const args = ['-d', root, '-S', record.release, '--show-depends', name];
    const shown = await runProgram(programs.modprobe, args, { timeoutMs: MODULE_MS });
    if (shown.status !== 'exited' || shown.exitCode !== 0) throw missingModule(name, record.release);
    outputs.push(shown.stdout.toString('utf8'));
  }
  return moduleFiles(outputs);
}

function missingModule(name: string, release: string): UserError {
  return new UserError({
    code: 'lab-module-missing',
    what: `kernel ${release} cannot boot in the lab`,
    got: `module ${name} is neither built in nor among its modules`,
    expected: `a kernel with ${GUEST_MODULES.join(', ')}`,
    fix: 'use a general kernel; those for clouds leave out 9P',
  });
}

interface UnpackedModule {
  readonly name: string;
  readonly content: Buffer;
}

const PACKERS: Readonly<Record<string, 'xz' | 'gzip' | 'zstd'>> = { '.xz': 'xz', '.gz': 'gzip', '.zst': 'zstd' };

/** busybox' insmod takes plain files only. */
async function unpackedModule(file: string, programs: LabPrograms): Promise<UnpackedModule> {
  const suffix = /\.(xz|gz|zst)$/.exec(file)?.[0];
  const packer = suffix === undefined ? undefined : PACKERS[suffix];
  if (suffix === undefined || packer === undefined) return { name: basename(file), content: readFileSync(file) };
  const ended = await runProgram(packer === 'xz' ? programs.xz : packer, ['-dc', file], { timeoutMs: MODULE_MS });
  if (ended.status === 'exited' && ended.exitCode === 0) return { name: basename(file, suffix), content: ended.stdout };
  throw new UserError({
    code: 'lab-module-unreadable',
    what: `module ${file} cannot be unpacked`,
    got: ended.status === 'exited' ? ended.stderr.toString('utf8').trim() : `${packer}: ${ended.status}`,
    expected: `${packer} on PATH and a whole file`,
    fix: `install ${packer}, or set the kernel up again`,
  });
}
