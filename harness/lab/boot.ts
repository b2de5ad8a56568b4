import { existsSync, readFileSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault, LabConditions } from '../core/lab-conditions.ts';
import { Disposer } from '../system/disposer.ts';
import { runProgram } from '../system/program.ts';
import { ArmedFaults } from './armed-faults.ts';
import { keepProcessorsAwake } from './awake-processors.ts';
import { bootFailure, requireMemory } from './boot-failure.ts';
import { keepLogsOnly, makeBootFolder } from './boot-folder.ts';
import { findHolder } from './call-delays.ts';
import type { AskedContender } from './configurations.ts';
import { observedContender } from './contender.ts';
import { startFileServers } from './file-servers.ts';
import type { LabTransport } from './guest-places.ts';
import { buildInitramfs } from './initramfs.ts';
import { writeJob } from './job.ts';
import type { Kernel } from './kernel.ts';
import { inNetworkOf } from './namespaces.ts';
import { makeContenderDisk, makeNativeDisk } from './native-disk.ts';
import { readPlainFile } from './plain-file.ts';
import { type ProbedShares, type ProbeShare, probeShares } from './probed-shares.ts';
import { type LabProcess, LabProcesses } from './processes.ts';
import {
  type Accelerator,
  BOOT_FILES,
  emulatorThreads,
  type GuestMachine,
  parseQemuVersion,
  qemuArguments,
} from './qemu-arguments.ts';
import type { LabPrograms } from './requirements.ts';
import { findDiskServer, startSlowDisks } from './slow-disk.ts';
import { tellingLines } from './telling-lines.ts';

const QEMU_VERSION_MS = 20_000;
const HANG_UP_MS = 1_000;
const NS_PER_S = 1e9;
/** The guest fills the channel: what is larger is not read into memory. */
const MOST_OUTPUT_BYTES = 64 * 2 ** 20;

export interface BootOptions {
  /** Null: a shell for the person at the terminal. */
  readonly command: string | null;
  /** Where the command runs, in the guest as on the host. */
  readonly cwd: string;
  readonly path: string;
  readonly accelerator: Accelerator;
  readonly cpus: number;
  readonly memoryMiB: number;
  /** From power-on to power-off; null: as long as it takes. */
  readonly limitSeconds: number | null;
  readonly signal: AbortSignal;
  readonly pool: LabConditions['pool'];
  readonly contender: AskedContender;
  /** As asked: firedAt null. */
  readonly faults: readonly Fault[];
  /** What the host needs for the same operations on the shares; null: nobody asks. */
  readonly hostProbe: { readonly transports: readonly LabTransport[]; readonly probe: ProbeShare } | null;
  /** Small files put into the results channel before the boot, by relative path. The guest finds them below /run/mntbench-lab/. */
  readonly inputs: Readonly<Record<string, string>>;
  /** Host folder into which runs that the guest leaves in /run/mntbench-lab/runs belong; null: it makes none. */
  readonly results: string | null;
  /** Called when the guest is over, however it ended, while its folder is still whole. `channel` is the folder that it could write. */
  readonly collect: (channel: string, observed: Observed) => void;
}

/** What a boot shows of the conditions that were asked for. */
export interface Observed {
  readonly qemuVersion: string;
  readonly emulatorThreads: ReturnType<typeof emulatorThreads>;
  readonly awakeProcessors: number;
  readonly contender: LabConditions['contender'];
  readonly faults: readonly Fault[];
  readonly probed: ProbedShares;
  /** By the guest's clock, from the start of the kernel to the start of the command; null when it never started. */
  readonly userSpaceNs: number | null;
}

export type Booted =
  | {
      readonly status: 'ended';
      readonly exitCode: number;
      readonly stdout: Buffer;
      readonly stderr: Buffer;
      /** By the guest's clock, from the start of the kernel to the start of the command. */
      readonly userSpaceSeconds: number;
    }
  | { readonly status: 'interrupted' };

/** One life of the guest: started, given a command, ended; whatever happens, nothing is left running. */
export async function boot(kernel: Kernel, programs: LabPrograms, options: BootOptions): Promise<Booted> {
  const { command, contender, faults, hostProbe, signal } = options;
  // Of Linux's MemAvailable.
  requireMemory(options.memoryMiB, os.freemem());
  const holder = await findHolder(faults, programs.python3);
  const diskServer = await findDiskServer(faults, options.path);
  const folder = makeBootFolder(bootName(kernel), options.results);
  const channel = join(folder, BOOT_FILES.results);
  await using disposer = new Disposer();
  // What could not be brought to its place, for want of room there, stays for the next boot to bring.
  let isCollected = true;
  disposer.defer(() => {
    if (isCollected) keepLogsOnly(folder);
  });
  let observed: (() => Observed) | null = null;
  disposer.defer(() => {
    if (observed === null) return;
    isCollected = false;
    options.collect(channel, observed());
    isCollected = true;
  });
  const processes = disposer.use(new LabProcesses(folder, programs.setpriv));
  await makeNativeDisk(folder, programs.mke2fs);
  if (contender !== null) makeContenderDisk(folder);
  await buildInitramfs(kernel, programs, join(folder, BOOT_FILES.initramfs));
  const around = { folder, processes, programs, faults, holder, signal };
  const awakeProcessors = keepProcessorsAwake(processes, programs);
  const slowDisks = diskServer === null ? {} : await startSlowDisks({ ...around, diskServer }, disposer);
  const servers = await startFileServers({ ...around, slowDisks });
  if (signal.aborted) return { status: 'interrupted' };
  const probed = hostProbe === null ? {} : await probeShares(hostProbe, folder, servers, programs);
  writeJob(folder, { ...options, python: programs.python3 });
  const qemuVersion = await versionOf(programs.qemu);
  const armed = disposer.use(new ArmedFaults(faults, servers, () => existsSync(join(channel, 'uptime')), programs));
  const machine: GuestMachine = {
    ...options,
    release: kernel.record.release,
    qemuVersion,
    kernelImage: join(kernel.folder, kernel.record.image),
    interactive: command === null,
    contender,
  };
  const qemu = processes.start({
    name: 'qemu',
    file: programs.qemu,
    args: qemuArguments(machine),
    before: inNetworkOf(servers['9p-socket'].outerPid, programs),
    atTerminal: command === null,
  });
  observed = () => ({
    qemuVersion: qemuVersion.join('.'),
    emulatorThreads: emulatorThreads(machine),
    awakeProcessors,
    contender: contender === null ? null : observedContender(contender, channel),
    faults: armed.faults,
    probed,
    userSpaceNs: userSpaceNs(channel),
  });
  const end = await Promise.race([endOfGuest(qemu, processes, armed), ...cutShort(options, disposer)]);
  if (signal.aborted) return { status: 'interrupted' };
  return outcome(channel) ?? failed(folder, end);
}

function bootName(kernel: Kernel): string {
  return `${new Date().toISOString().replace(/[-:]|\.\d+/g, '')}-${kernel.record.series}-${process.pid}`;
}

async function versionOf(qemu: string): Promise<number[]> {
  const shown = await runProgram(qemu, ['--version'], { timeoutMs: QEMU_VERSION_MS });
  return shown.status === 'exited' ? parseQemuVersion(shown.stdout.toString('utf8')) : [];
}

/** virtiofsd and its relay end when QEMU hangs up, and are often seen first: the end of QEMU, if it comes, is the one to tell of. */
async function endOfGuest(qemu: LabProcess, processes: LabProcesses, armed: ArmedFaults): Promise<string> {
  const first = await processes.anyEnd((name) => armed.hasKilled(name));
  const own = qemu.ended.then((how) => `qemu ended with ${how}: ${processes.logEnd('qemu')}`);
  return Promise.race([own, sleep(HANG_UP_MS, first, { ref: false })]);
}

/** What ends a boot from outside: the user, and the time limit. */
function cutShort({ signal, limitSeconds }: BootOptions, disposer: Disposer): Promise<string>[] {
  const interrupted = new Promise<string>((resolve) => {
    if (signal.aborted) resolve('interrupted');
    const onAbort = (): void => resolve('interrupted');
    signal.addEventListener('abort', onAbort, { once: true });
    // One signal for all boots of a command: each would leave a listener behind.
    disposer.defer(() => signal.removeEventListener('abort', onAbort));
  });
  if (limitSeconds === null) return [interrupted];
  const late = new Promise<string>((resolve) => {
    const timer = setTimeout(() => resolve(`the guest did not end within ${limitSeconds} s`), limitSeconds * 1000);
    disposer.defer(() => clearTimeout(timer));
  });
  return [interrupted, late];
}

/** Null when the command did not come to its end. */
function outcome(channel: string): Booted | null {
  const output = (name: string): Buffer => readPlainFile(join(channel, name), MOST_OUTPUT_BYTES) ?? Buffer.alloc(0);
  const code = /^\d+(?=\n)/.exec(output('exit-code').toString('utf8'))?.[0];
  if (code === undefined) return null;
  return {
    status: 'ended',
    exitCode: Number(code),
    stdout: output('stdout'),
    stderr: output('stderr'),
    userSpaceSeconds: (userSpaceNs(channel) ?? 0) / NS_PER_S,
  };
}

function userSpaceNs(channel: string): number | null {
  const seconds = Number.parseFloat(readPlainFile(join(channel, 'uptime'), MOST_OUTPUT_BYTES)?.toString('utf8') ?? '');
  return Number.isFinite(seconds) ? Math.round(seconds * NS_PER_S) : null;
}

function failed(folder: string, end: string): never {
  const path = join(folder, BOOT_FILES.serialLog);
  throw bootFailure(end, existsSync(path) ? tellingLines(readFileSync(path, 'utf8')) : [], path);
}
