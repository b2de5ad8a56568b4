import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { UserError } from '../core/errors.ts';
import { Disposer } from '../system/disposer.ts';
import { runProgram } from '../system/program.ts';
import { keepLogsOnly, makeBootFolder } from './boot-folder.ts';
import { startFileServers } from './file-servers.ts';
import { buildInitramfs } from './initramfs.ts';
import type { Kernel } from './kernel.ts';
import { type LabProcess, LabProcesses } from './processes.ts';
import { type Accelerator, BOOT_FILES, parseQemuVersion, qemuArguments } from './qemu-arguments.ts';
import { quoted } from './quoted.ts';
import type { LabPrograms } from './requirements.ts';
import { tellingLines } from './telling-lines.ts';

const QEMU_VERSION_MS = 20_000;
const HANG_UP_MS = 1_000;

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
  const folder = makeBootFolder(bootName(kernel));
  await using disposer = new Disposer();
  disposer.defer(() => keepLogsOnly(folder));
  const processes = disposer.use(new LabProcesses(folder, programs.setpriv));
  await buildInitramfs(kernel, programs, join(folder, BOOT_FILES.initramfs));
  const { port } = await startFileServers(folder, processes, programs, options.signal);
  if (options.signal.aborted) return { status: 'interrupted' };
  writeJob(folder, port, options);
  const shown = await runProgram(programs.qemu, ['--version'], { timeoutMs: QEMU_VERSION_MS });
  const qemu = processes.start({
    name: 'qemu',
    file: programs.qemu,
    args: qemuArguments({
      accelerator: options.accelerator,
      release: kernel.record.release,
      qemuVersion: shown.status === 'exited' ? parseQemuVersion(shown.stdout.toString('utf8')) : [],
      kernelImage: join(kernel.folder, kernel.record.image),
      cpus: options.cpus,
      memoryMiB: options.memoryMiB,
      interactive: options.command === null,
    }),
    atTerminal: options.command === null,
  });
  const end = await Promise.race([endOfGuest(qemu, processes), ...cutShort(options, disposer)]);
  if (options.signal.aborted) return { status: 'interrupted' };
  return outcome(folder) ?? failed(folder, end);
}

function bootName(kernel: Kernel): string {
  return `${new Date().toISOString().replace(/[-:]|\.\d+/g, '')}-${kernel.record.series}-${process.pid}`;
}

/** The results channel carries the command in and its outcome out; the init script reads `settings`. */
function writeJob(folder: string, port: number, { command, cwd, path }: BootOptions): void {
  const results = join(folder, BOOT_FILES.results);
  const settings = { PORT: String(port), ANAME: join(folder, BOOT_FILES.shareC), UNAME: userInfo().username };
  const lines = Object.entries(settings).map(([name, value]) => `${name}=${quoted(value)}\n`);
  writeFileSync(join(results, 'settings'), lines.join(''));
  if (command === null) writeFileSync(join(results, 'interactive'), '');
  // HOME is the guest's own: a command must not find, or change for the time of the boot, the user's configuration.
  const environment = `export PATH=${quoted(path)} HOME=/tmp/home TERM=${quoted(process.env.TERM ?? 'dumb')}\n`;
  const work = command === null ? 'exec /bin/bash -i' : `exec /bin/sh -c ${quoted(command)}`;
  writeFileSync(join(results, 'job'), `${environment}${enter(cwd)}${work}\n`);
}

/** /tmp, /run and /mnt are the guest's own: a folder there is not in the guest, and saying nothing would puzzle. */
function enter(cwd: string): string {
  const folder = quoted(cwd);
  return `cd ${folder} 2>/dev/null || { echo "mntbench lab: no "${folder}" in the guest, starting in /tmp" >&2; cd /tmp; }\n`;
}

/** virtiofsd and its relay end when QEMU hangs up, and are often seen first: the end of QEMU, if it comes, is the one to tell of. */
async function endOfGuest(qemu: LabProcess, processes: LabProcesses): Promise<string> {
  const first = await processes.anyEnd();
  const own = qemu.ended.then((how) => `qemu ended with ${how}: ${processes.logEnd('qemu')}`);
  return Promise.race([own, sleep(HANG_UP_MS, first, { ref: false })]);
}

/** What ends a boot from outside: the user, and the time limit. */
function cutShort({ signal, limitSeconds }: BootOptions, disposer: Disposer): Promise<string>[] {
  const interrupted = new Promise<string>((resolve) => {
    if (signal.aborted) resolve('interrupted');
    signal.addEventListener('abort', () => resolve('interrupted'), { once: true });
  });
  if (limitSeconds === null) return [interrupted];
  const late = new Promise<string>((resolve) => {
    const timer = setTimeout(() => resolve(`the guest did not end within ${limitSeconds} s`), limitSeconds * 1000);
    disposer.defer(() => clearTimeout(timer));
  });
  return [interrupted, late];
}

/** Null when the command did not come to its end. */
function outcome(folder: string): Booted | null {
  const at = (name: string): string => join(folder, BOOT_FILES.results, name);
  const text = existsSync(at('exit-code')) ? readFileSync(at('exit-code'), 'utf8').trim() : '';
  if (!/^\d+$/.test(text)) return null;
  const output = (name: string): Buffer => (existsSync(at(name)) ? readFileSync(at(name)) : Buffer.alloc(0));
  return {
    status: 'ended',
    exitCode: Number(text),
    stdout: output('stdout'),
    stderr: output('stderr'),
    userSpaceSeconds: Number(output('uptime').toString('utf8')),
  };
}

function failed(folder: string, end: string): never {
  const path = join(folder, BOOT_FILES.serialLog);
  const lines = existsSync(path) ? tellingLines(readFileSync(path, 'utf8')) : [];
  throw new UserError({
    code: 'lab-boot-failed',
    what: 'the guest did not bring its command to an end',
    got: [end, ...lines].join(' · '),
    expected: 'a guest that boots, mounts everything and powers off',
    fix: `the whole log: ${path}`,
  });
}
