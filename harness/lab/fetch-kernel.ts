import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../core/errors.ts';
import { runProgram } from '../system/program.ts';
import { type Archive, openArchive } from './archive.ts';
import { findKernel, type Kernel } from './kernel.ts';
import { type DebianSeries, kernelPackages, newestPackage, suitesOf } from './kernel-series.ts';
import type { LabPrograms } from './requirements.ts';
import { sha256Of, storeKernel, withScratch } from './store-kernel.ts';

const UNPACK_MS = 300_000;

export interface FetchOptions {
  /** Asks the archive although a kernel of the series is there. */
  readonly refresh: boolean;
  /** Called only when the network is needed: a kernel that is there needs no mirror. */
  readonly mirror: () => string;
  readonly say: (text: string) => void;
}

/** A kernel of the series: the one that is there, or the newest that Debian offers now. */
export async function fetchKernel(series: DebianSeries, options: FetchOptions, programs: LabPrograms): Promise<Kernel> {
  const present = findKernel(series);
  if (present !== null && !options.refresh) return present;
  const mirror = options.mirror();
  const empty: string[] = [];
  for (const suite of suitesOf(series)) {
    options.say(`looking for kernel ${series} in ${suite}\n`);
    const kernel = await withScratch(async (scratch) => {
      const lists = join(scratch, 'apt');
      mkdirSync(lists);
      const archive = await openArchive(suite, mirror, lists, programs);
      const name = newestPackage(series, await archive.packageNames('linux-image-'));
      return name === null ? null : downloaded({ series, suite, name, archive, scratch }, options, programs);
    });
    if (kernel !== null) return kernel;
    empty.push(suite);
  }
  throw new UserError({
    code: 'lab-kernel-not-offered',
    what: `Debian offers no kernel ${series} now`,
    got: `none in ${empty.join(', ')} at ${mirror}`,
    expected: `a package linux-image-${series}.*-amd64`,
    fix: 'choose another --kernel, or bring one with --kernel-image and --kernel-modules',
  });
}

interface Wanted {
  readonly series: DebianSeries;
  readonly suite: string;
  readonly name: string;
  readonly archive: Archive;
  readonly scratch: string;
}

async function downloaded(wanted: Wanted, options: FetchOptions, programs: LabPrograms): Promise<Kernel> {
  const { series, suite, name, archive, scratch } = wanted;
  const version = await archive.version(name);
  const present = findKernel(series);
  if (present?.record.debian?.version === version && present.record.debian.packages[0]?.name === name) return present;
  const folder = join(scratch, 'kernel');
  const packages: { readonly name: string; readonly sha256: string }[] = [];
  for (const part of kernelPackages(name, await archive.depends(name))) {
    options.say(`fetching ${part} ${version}\n`);
    const file = await archive.download(part);
    await unpack(part, file, folder, programs);
    packages.push({ name: part, sha256: sha256Of(file) });
  }
  return storeKernel({ series, version, folder, debian: { suite, version, packages } }, programs);
}

async function unpack(name: string, file: string, folder: string, programs: LabPrograms): Promise<void> {
  const ended = await runProgram(programs.dpkgDeb, ['-x', file, folder], { timeoutMs: UNPACK_MS });
  if (ended.status === 'exited' && ended.exitCode === 0) return;
  throw new UserError({
    code: 'lab-kernel-not-unpacked',
    what: `${name} cannot be unpacked`,
    got: ended.status === 'exited' ? ended.stderr.toString('utf8').trim() : ended.status,
    expected: 'about 500 MB of room in the cache folder',
    fix: 'make room, or name another folder with XDG_CACHE_HOME',
  });
}
