import os from 'node:os';
import { UserError } from '../core/errors.ts';
import { type Booted, boot } from '../lab/boot.ts';
import { fetchKernel } from '../lab/fetch-kernel.ts';
import { type Kernel, requireKernel } from '../lab/kernel.ts';
import { CUSTOM_SERIES, parseSeries, unknownSeries } from '../lab/kernel-series.ts';
import { thisMachine } from '../lab/machine.ts';
import { machineMirror } from '../lab/mirror.ts';
import { storeOwnKernel } from '../lab/own-kernel.ts';
import type { Accelerator } from '../lab/qemu-arguments.ts';
import { type LabPrograms, requirePrograms } from '../lab/requirements.ts';
import { jsonText } from '../report/terminal-text.ts';
import { EXIT, type Streams } from './exit.ts';

const MIB = 2 ** 20;
/** Below this node does not start beside the 64 MiB of the bounce pool. */
const LEAST_MIB = 256;
/** QEMU's limit for this machine type. */
const MOST_CPUS = 255;

export interface LabSetupOptions {
  /** Series, separated by commas. */
  readonly kernel: string;
  readonly kernelImage: string | null;
  readonly kernelModules: string | null;
  readonly mirror: string | null;
  readonly refresh: boolean;
  readonly json: boolean;
}

/** Makes the lab ready on this machine: what is missing is named, kernels are fetched into the cache. */
export async function labSetup(options: LabSetupOptions, { out, err }: Streams): Promise<0> {
  const own = ownKernel(options);
  const series = own === null ? parseSeries(options.kernel) : [];
  const programs = await requiredPrograms();
  const fetching = {
    refresh: options.refresh,
    mirror: () => options.mirror ?? machineMirror(),
    say: (text: string) => err.write(text),
  };
  const kernels: Kernel[] = own === null ? [] : [await storeOwnKernel(own.image, own.modules, programs)];
  for (const name of series) kernels.push(await fetchKernel(name, fetching, programs));
  out.write(options.json ? jsonText({ schemaVersion: 1, programs, kernels }) : kernels.map(kernelLine).join(''));
  return EXIT.done;
}

function kernelLine({ folder, record }: Kernel): string {
  return `kernel ${record.series}: ${record.release} in ${folder}\n`;
}

function ownKernel({ kernelImage, kernelModules }: LabSetupOptions): { image: string; modules: string } | null {
  if (kernelImage === null && kernelModules === null) return null;
  if (kernelImage !== null && kernelModules !== null) return { image: kernelImage, modules: kernelModules };
  throw new UserError({
    code: 'lab-own-kernel-incomplete',
    what: 'options --kernel-image and --kernel-modules',
    got: kernelImage === null ? 'only --kernel-modules' : 'only --kernel-image',
    expected: 'both or none: a kernel loads only the modules that were built with it',
    fix: 'add the other one',
  });
}

export interface LabShellOptions {
  readonly kernel: string;
  readonly command: string | null;
  readonly accelerator: Accelerator;
  readonly cpus: number;
  readonly memoryMiB: number;
  readonly limitSeconds: number;
}

/** Boots the guest once, for a command or for the person at the terminal. Resolves with the exit code of what ran in it. */
export async function labShell(options: LabShellOptions, { out, err }: Streams): Promise<number> {
  const series = options.kernel === CUSTOM_SERIES ? CUSTOM_SERIES : oneSeries(options.kernel);
  if (options.command === null) requireTerminal();
  requireWhole('--cpus', options.cpus, 1, MOST_CPUS);
  requireWhole('--memory', options.memoryMiB, LEAST_MIB, os.totalmem() / MIB);
  const programs = await requiredPrograms();
  const kernel = requireKernel(series);
  const booted = await interruptible((signal) =>
    boot(kernel, programs, {
      ...options,
      cwd: process.cwd(),
      path: process.env.PATH ?? '/usr/bin:/bin',
      // A person may think for as long as they like.
      limitSeconds: options.command === null ? null : options.limitSeconds,
      signal,
    }),
  );
  if (booted.status === 'interrupted') return EXIT.interrupted;
  out.write(booted.stdout);
  err.write(booted.stderr);
  err.write(
    `mntbench lab: ${kernel.record.release} (${options.accelerator}) reached user space in ${booted.userSpaceSeconds} s\n`,
  );
  return booted.exitCode;
}

function oneSeries(text: string): string {
  const [series, ...more] = parseSeries(text);
  if (series === undefined || more.length > 0) throw unknownSeries(text);
  return series;
}

function requireWhole(name: string, got: number, least: number, most: number): void {
  if (Number.isInteger(got) && got >= least && got <= most) return;
  throw new UserError({
    code: 'option-invalid',
    what: `option ${name}`,
    got: String(got),
    expected: `a whole number from ${least} to ${Math.floor(most)}`,
    fix: 'mntbench lab shell --help lists the options',
  });
}

function requireTerminal(): void {
  if (process.stdin.isTTY && process.stdout.isTTY) return;
  throw new UserError({
    code: 'lab-shell-needs-terminal',
    what: 'lab shell',
    got: 'no terminal',
    expected: 'a terminal for the console of the guest, or a command for it',
    fix: "mntbench lab shell --command '…'",
  });
}

/** The ways in which a user or a session ends a program; in the order of their usual senders: terminal, service manager, hang-up. */
const ENDING: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

async function interruptible(work: (signal: AbortSignal) => Promise<Booted>): Promise<Booted> {
  const controller = new AbortController();
  const stop = (): void => controller.abort();
  for (const name of ENDING) process.on(name, stop);
  try {
    return await work(controller.signal);
  } finally {
    for (const name of ENDING) process.off(name, stop);
  }
}

function requiredPrograms(): Promise<LabPrograms> {
  return requirePrograms(thisMachine(process.env.PATH ?? ''));
}
