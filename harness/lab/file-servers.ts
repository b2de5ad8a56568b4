import { existsSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../core/errors.ts';
import type { Fault, FileServer } from '../core/lab-conditions.ts';
import { ACCESS_PLATFORM_RELAY } from './access-platform.ts';
import { type Holder, heldBack, hostDelays } from './call-delays.ts';
import { type DiskShare, inOwnNamespaces, type MemoryShare } from './namespaces.ts';
import type { LabProcess, LabProcesses } from './processes.ts';
import { BOOT_FILES, NINE_P_PORT } from './qemu-arguments.ts';
import type { LabPrograms } from './requirements.ts';
import { virtiofsdCommand } from './virtiofsd.ts';

const READY_MS = 10_000;

/** A file server that runs. */
export interface RunningServer {
  /** Of the process, in logs and messages. */
  readonly name: string;
  /** In the namespaces of the server; where nothing traces it, the server itself. */
  readonly outerPid: number;
  /** Of the server itself, to which signals go. */
  readonly pid: number;
  /** Its folder, as seen in its own namespaces. */
  readonly share: string;
  /** Does the folder hold something else there than for everybody? */
  readonly hasOwnMounts: boolean;
}

export type RunningServers = Readonly<Record<FileServer, RunningServer>>;

interface Surroundings {
  readonly folder: string;
  readonly processes: LabProcesses;
  readonly programs: LabPrograms;
  readonly faults: readonly Fault[];
  /** Where a fault needs it. */
  readonly holder: Holder | null;
  readonly slowDisks: Readonly<Partial<Record<FileServer, DiskShare>>>;
  readonly signal: AbortSignal;
}

/** Starts what serves /mnt/c and /mnt/d, and waits until they can be reached. /mnt/e is served by QEMU itself. */
export async function startFileServers(around: Surroundings): Promise<RunningServers> {
  const { folder, processes, programs } = around;
  const at = (name: string): string => join(folder, name);
  const diod = {
    name: 'diod',
    file: programs.diod,
    args: ['-f', '-n', '-l', `127.0.0.1:${NINE_P_PORT}`, '-e', at(BOOT_FILES.shareC), '-L', 'stderr'],
    share: at(BOOT_FILES.shareC),
  };
  const virtiofsd = { name: 'virtiofsd', ...virtiofsdCommand(folder, programs), share: at(BOOT_FILES.shareD) };
  const nineP = start('9p-socket', diod, around);
  const virtiofs = start('virtiofs', virtiofsd, around);
  await awaitReady(() => existsSync(at(BOOT_FILES.virtiofsdSocket)), around);
  processes.start({
    name: 'relay',
    file: programs.python3,
    args: ['-c', ACCESS_PLATFORM_RELAY, BOOT_FILES.relaySocket, BOOT_FILES.virtiofsdSocket],
  });
  await awaitReady(() => existsSync(at(BOOT_FILES.relaySocket)), around);
  await awaitReady(() => listensInOwnNetwork(nineP.pid), around);
  return {
    '9p-socket': running('9p-socket', nineP, diod, around),
    virtiofs: running('virtiofs', virtiofs, virtiofsd, around),
  };
}

interface ServerCommand {
  readonly name: string;
  readonly file: string;
  readonly args: readonly string[];
  readonly share: string;
}

function start(server: FileServer, { name, file, args, share }: ServerCommand, around: Surroundings): LabProcess {
  const { programs, faults, processes, holder } = around;
  const namespaces = { hasOwnNetwork: server === '9p-socket', hasOwnMounts: false, share: ownShare(server, share, around) };
  const before = holder === null ? [] : heldBack(name, hostDelays(faults, server), holder, programs);
  const [first = file, ...rest] = [...before, file, ...args];
  return processes.start({ name, file: first, args: rest, before: inOwnNamespaces(namespaces, programs) });
}

function ownShare(server: FileServer, path: string, { faults, slowDisks }: Surroundings): MemoryShare | DiskShare | null {
  const full = faults.filter((fault) => fault.kind === 'full').find((fault) => fault.server === server);
  return full === undefined ? (slowDisks[server] ?? null) : { kind: 'memory', path, bytes: full.shareBytes };
}

function running(server: FileServer, { name, pid }: LabProcess, { share }: ServerCommand, around: Surroundings): RunningServer {
  const own = join(around.folder, `${name}.pid`);
  const hasOwnMounts = ownShare(server, share, around) !== null;
  return { name, share, hasOwnMounts, outerPid: pid, pid: existsSync(own) ? Number(readFileSync(own, 'utf8')) : pid };
}

async function awaitReady(isReady: () => boolean, { processes, signal }: Surroundings): Promise<void> {
  const reason = await processes.untilReady(isReady, READY_MS, signal);
  if (reason === null || signal.aborted) return;
  throw new UserError({
    code: 'lab-server-failed',
    what: 'the file servers of the guest do not start',
    got: reason,
    expected: 'diod, virtiofsd and its relay within seconds',
    fix: reason.includes('unshare')
      ? 'run the lab as root, or allow user namespaces (kernel.unprivileged_userns_clone, kernel.apparmor_restrict_unprivileged_userns)'
      : 'its log is in the folder of this boot',
  });
}

/** As proc_net_tcp(5) shows it: nothing outside of that network could connect, to see whether somebody answers. */
function listensInOwnNetwork(pid: number): boolean {
  const port = NINE_P_PORT.toString(16).toUpperCase().padStart(4, '0');
  try {
    if (readlinkSync(`/proc/${pid}/ns/net`) === readlinkSync('/proc/self/ns/net')) return false;
    return readFileSync(`/proc/${pid}/net/tcp`, 'utf8').includes(`:${port} 00000000:0000 0A `);
  } catch {
    return false; // It has ended, and untilReady sees that.
  }
}
