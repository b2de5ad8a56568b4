import { closeSync, existsSync, openSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../core/errors.ts';
import type { Fault, FileServer } from '../core/lab-conditions.ts';
import type { Disposer } from '../system/disposer.ts';
import { runProgram } from '../system/program.ts';
import { type Holder, heldBack } from './call-delays.ts';
import { thisMachine } from './machine.ts';
import { type DiskShare, inMountsOf, inOwnNamespaces } from './namespaces.ts';
import { makeExt4 } from './native-disk.ts';
import type { LabProcesses } from './processes.ts';
import { BOOT_FILES } from './qemu-arguments.ts';
import { type LabPrograms, requireDiskServer } from './requirements.ts';

const READY_MS = 10_000;
const MOUNT_MS = 60_000;

/** Each is one transfer or one flush of the disk. */
const DISK_CALLS = 'pread64,preadv,pwrite64,pwritev,fdatasync,fsync';

type SlowDiskFault = Extract<Fault, { kind: 'slow-disk' }>;

interface Surroundings {
  readonly folder: string;
  readonly processes: LabProcesses;
  readonly programs: LabPrograms;
  readonly faults: readonly Fault[];
  readonly holder: Holder | null;
  readonly diskServer: string;
  readonly signal: AbortSignal;
}

/** The program that serves such a disk, found before anything is started; null where none is asked for. */
export async function findDiskServer(faults: readonly Fault[], path: string): Promise<string | null> {
  if (faults.every(({ kind }) => kind !== 'slow-disk')) return null;
  const missing = ['/dev/fuse', '/dev/loop-control'].filter((device) => !existsSync(device));
  const got = process.getuid?.() === 0 ? missing.map((device) => `no ${device}`).join(', ') : 'a user who is not root';
  if (got === '') return requireDiskServer(thisMachine(path));
  throw new UserError({
    code: 'lab-fault-refused',
    what: 'fault slow-disk',
    got,
    expected: 'root, FUSE and loop devices: the disk is a loop device on a file that a slow program serves',
    fix: 'run the lab as root (modprobe fuse loop), or delay a call of the file server: host-delay:fsync=2ms@virtiofs',
  });
}

/** The disks that were asked for, which end with the boot. */
export async function startSlowDisks(around: Surroundings, disposer: Disposer): Promise<Partial<Record<FileServer, DiskShare>>> {
  const disks: Partial<Record<FileServer, DiskShare>> = {};
  for (const fault of around.faults.filter((fault) => fault.kind === 'slow-disk')) {
    const disk = await startSlowDisk(fault, join(around.folder, SHARES[fault.server]), around);
    disposer.defer(() => unmount(disk, around.programs));
    disks[fault.server] = disk;
  }
  return disks;
}

const SHARES = { '9p-socket': BOOT_FILES.shareC, virtiofs: BOOT_FILES.shareD } as const satisfies Record<FileServer, string>;

/**
 * A loop device on a file of a FUSE file system, whose server is held back before each transfer. It is a disk to the host's
 * kernel, with its page cache, its journal and its flushes. A delay of device-mapper would be one too, but is a module that small
 * kernels lack; a limit of a control group holds nothing back that comes alone.
 *
 * It is mounted where only those see it who enter the mounts of this program: when it and the file server have ended, nothing is left.
 */
async function startSlowDisk({ server, delayNs }: SlowDiskFault, path: string, around: Surroundings): Promise<DiskShare> {
  const { folder, processes, programs, holder, diskServer, signal } = around;
  if (holder === null) throw new Error('nobody holds back the calls of a slow disk');
  const name = `disk-${server}`;
  // Relative, because the program splits its options at commas, which a path of the user's could hold.
  const [image, served] = [`${name}.img`, `${name}.fuse`];
  const file = join(folder, served);
  await makeExt4(join(folder, image), programs.mke2fs);
  closeSync(openSync(file, 'wx', 0o600));
  const [first = '', ...args] = [
    ...heldBack(name, [{ systemCall: DISK_CALLS, delayNs }], holder, programs),
    ...[diskServer, '--blockdev', `driver=file,node-name=disk,filename=${image}`],
    ...['--export', `type=fuse,id=disk,node-name=disk,mountpoint=${served},writable=on`],
  ];
  const before = inOwnNamespaces({ hasOwnNetwork: false, hasOwnMounts: true, share: null }, programs);
  const { pid } = processes.start({ name, file: first, args, before });
  const reason = await processes.untilReady(() => sizeIn(pid, file) > 0, READY_MS, signal);
  if (reason !== null && !signal.aborted) throw notServed(reason);
  const disk = { kind: 'disk', pid, path } as const;
  await mount(disk, file, programs);
  return disk;
}

/** Whoever finds a free loop device may find it taken when he takes it: by another boot, for one. */
const TRIES = 5;

async function mount({ pid, path }: DiskShare, file: string, programs: LabPrograms): Promise<void> {
  const [program = '', ...args] = [
    ...inMountsOf(pid, programs),
    programs.busybox,
    'mount',
    '-t',
    'ext4',
    '-o',
    'loop',
    file,
    path,
  ];
  for (let left = TRIES - 1; ; left--) {
    const ended = await runProgram(program, args, { timeoutMs: MOUNT_MS });
    if (ended.status === 'exited' && ended.exitCode === 0) return;
    if (left === 0) throw notServed(ended.status === 'exited' ? ended.stderr.toString('utf8').trim() : ended.status);
  }
}

/** Lazily: its last user, the file server, has not ended yet. What is left to write is written while the disk still answers. */
async function unmount({ pid, path }: DiskShare, programs: LabPrograms): Promise<void> {
  const [program = '', ...args] = [...inMountsOf(pid, programs), programs.busybox, 'umount', '-l', path];
  await runProgram(program, args, { timeoutMs: MOUNT_MS });
}

/** As seen in the mounts of a process: the file is empty until it is served. */
function sizeIn(pid: number, file: string): number {
  return statSync(`/proc/${pid}/root${file}`, { throwIfNoEntry: false })?.size ?? 0;
}

function notServed(got: string): UserError {
  return new UserError({
    code: 'lab-server-failed',
    what: 'the slow disk of a share does not start',
    got,
    expected: 'qemu-storage-daemon, with FUSE built in, within seconds, and a free loop device',
    fix: 'its log is in the folder of this boot',
  });
}
