import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { UserError } from '../core/errors.ts';
import { makeFolder } from '../system/make-folder.ts';
import { runProgram } from '../system/program.ts';
import { removeTree } from '../system/remove-tree.ts';
import { writeWholeJson } from '../system/whole-file.ts';
import { KERNEL_RECORD, type Kernel, type KernelRecord, kernelsFolder } from './kernel.ts';
import type { LabPrograms } from './requirements.ts';

const DEPMOD_MS = 120_000;
/** Starts no series' name, so an unfinished folder is never taken for a kernel. */
const PARTIAL = '.partial-';

/** Scratch beside the kernels, on the same file system, so that what is complete is moved into its place in one step. */
export async function withScratch<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const root = kernelsFolder();
  makeFolder(root);
  removeLeftovers(root);
  const scratch = mkdtempSync(join(root, `${PARTIAL}${process.pid}-`));
  try {
    return await work(scratch);
  } finally {
    removeTree(scratch);
  }
}

/** What a set-up that was killed has left. */
function removeLeftovers(root: string): void {
  for (const name of readdirSync(root)) {
    const pid = new RegExp(`^${PARTIAL.replace('.', '\\.')}(\\d+)-`).exec(name)?.[1];
    if (pid !== undefined && !existsSync(`/proc/${pid}`)) removeTree(join(root, name));
  }
}

export interface Unpacked {
  readonly series: string;
  /** Distinguishes kernels of one series: the package's version, or the release. */
  readonly version: string;
  /** Holds the image and the modules, in scratch. */
  readonly folder: string;
  readonly debian: KernelRecord['debian'];
}

/** Completes an unpacked kernel and moves it into its place: it is there completely or not at all. */
export async function storeKernel(unpacked: Unpacked, programs: LabPrograms): Promise<Kernel> {
  const { series, version, folder, debian } = unpacked;
  const modules = findModules(folder);
  const image = findImage(folder, modules);
  // `<root>/lib/modules/<release>`, where newer packages put the root below usr.
  const moduleRoot = dirname(dirname(dirname(modules)));
  const release = basename(modules);
  if (!existsSync(join(modules, 'modules.dep'))) {
    const ended = await runProgram(programs.depmod, ['-b', moduleRoot, release], { timeoutMs: DEPMOD_MS });
    if (ended.status !== 'exited' || ended.exitCode !== 0) throw incomplete(`depmod failed in ${modules}`);
  }
  const record: KernelRecord = {
    schemaVersion: 1,
    series,
    release,
    image: relative(folder, image),
    moduleRoot: relative(folder, moduleRoot),
    imageSha256: sha256Of(image),
    debian,
  };
  writeWholeJson(join(folder, KERNEL_RECORD), record);
  const place = join(kernelsFolder(), `${series}-${version.replace(/[^\w.+~-]/g, '_')}`);
  removeTree(place);
  renameSync(folder, place);
  return { folder: place, record };
}

export function sha256Of(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

/** In /boot, or beside its modules in newer packages, which leave the copying to the machine's own tools. */
function findImage(folder: string, modules: string): string {
  const beside = join(modules, 'vmlinuz');
  if (existsSync(beside)) return beside;
  const boot = join(folder, 'boot');
  const name = existsSync(boot) ? readdirSync(boot).find((entry) => entry.startsWith('vmlinuz')) : undefined;
  if (name === undefined) throw incomplete('no vmlinuz in boot or beside the modules');
  return join(boot, name);
}

function findModules(folder: string): string {
  for (const root of ['lib/modules', 'usr/lib/modules']) {
    const path = join(folder, root);
    const release = existsSync(path) ? readdirSync(path)[0] : undefined;
    if (release !== undefined) return join(path, release);
  }
  throw incomplete('no lib/modules/<release>');
}

function incomplete(got: string): UserError {
  return new UserError({
    code: 'lab-kernel-incomplete',
    what: 'this kernel cannot be used by the lab',
    got,
    expected: 'an image and its modules in lib/modules/<release>',
    fix: 'use another kernel, or fetch it again with lab setup --refresh',
  });
}
