import type { LabPrograms } from './requirements.ts';

/** A file system in memory, seen by one process and what it starts. */
export interface MemoryShare {
  readonly kind: 'memory';
  readonly path: string;
  readonly bytes: number;
}

/** One that only those see who enter the mounts of a process. */
export interface DiskShare {
  readonly kind: 'disk';
  readonly path: string;
  readonly pid: number;
}

interface Namespaces {
  readonly hasOwnNetwork: boolean;
  readonly hasOwnMounts: boolean;
  /** What is mounted where only the command sees it. */
  readonly share: MemoryShare | DiskShare | null;
}

/**
 * What goes before a command, so that it runs in namespaces of its own; the process number stays. A network with nothing but its own
 * loopback is what keeps the guest, and everybody else, out: QEMU's user network takes the guest to the loopback of where it runs.
 */
export function inOwnNamespaces({ hasOwnNetwork, hasOwnMounts, share }: Namespaces, programs: LabPrograms): string[] {
  if (!hasOwnNetwork && !hasOwnMounts && share === null) return [];
  const memory = share?.kind === 'memory' ? share : null;
  const own = [...(hasOwnNetwork ? ['--net'] : []), ...(hasOwnMounts || memory !== null ? ['--mount'] : [])];
  const steps = [
    ...(hasOwnNetwork ? ['"$0" ip link set lo up'] : []),
    ...(memory === null ? [] : ['"$0" mount -t tmpfs -o "size=$1,mode=755" share "$2"']),
    'shift 2',
  ];
  return [
    ...(share?.kind === 'disk' ? inMountsOf(share.pid, programs) : []),
    ...(own.length === 0 ? [] : [programs.unshare, ...asUser('--map-current-user', '--keep-caps'), ...own, '--']),
    ...[programs.busybox, 'sh', '-c', `${steps.join(' && ')} && exec "$@"`, programs.busybox],
    ...[String(memory?.bytes ?? 0), memory?.path ?? ''],
  ];
}

export function inNetworkOf(pid: number, programs: LabPrograms): string[] {
  return [programs.nsenter, `--target=${pid}`, '--net', ...asUser('--user', '--preserve-credentials'), '--'];
}

export function inMountsOf(pid: number, programs: LabPrograms): string[] {
  // Entering mounts leads to their root; that process is where it was started.
  return [programs.nsenter, `--target=${pid}`, '--mount', '--wd', ...asUser('--user', '--preserve-credentials'), '--'];
}

/** Only root makes namespaces without one for users, in which it then may. */
function asUser(...options: readonly string[]): readonly string[] {
  return process.getuid?.() === 0 ? [] : options;
}
