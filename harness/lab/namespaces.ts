import type { LabPrograms } from './requirements.ts';

/** A file system in memory, seen by one process and what it starts. */
export interface MemoryShare {
  readonly path: string;
  readonly bytes: number;
}

interface Namespaces {
  readonly hasOwnNetwork: boolean;
  readonly memory: MemoryShare | null;
}

/**
 * What goes before a command, so that it runs in namespaces of its own; the process number stays. A network with nothing but its own
 * loopback is what keeps the guest, and everybody else, out: QEMU's user network takes the guest to the loopback of where it runs.
 */
export function inOwnNamespaces({ hasOwnNetwork, memory }: Namespaces, programs: LabPrograms): string[] {
  if (!hasOwnNetwork && memory === null) return [];
  const steps = [
    ...(hasOwnNetwork ? ['"$0" ip link set lo up'] : []),
    ...(memory === null ? [] : ['"$0" mount -t tmpfs -o "size=$1,mode=755" share "$2"']),
  ];
  return [
    programs.unshare,
    ...asUser('--map-current-user', '--keep-caps'),
    ...(hasOwnNetwork ? ['--net'] : []),
    ...(memory === null ? [] : ['--mount']),
    ...['--', programs.busybox, 'sh', '-c', `${steps.join(' && ')} && shift 2 && exec "$@"`, programs.busybox],
    ...[String(memory?.bytes ?? 0), memory?.path ?? ''],
  ];
}

export function inNetworkOf(pid: number, programs: LabPrograms): string[] {
  return [programs.nsenter, `--target=${pid}`, '--net', ...asUser('--user', '--preserve-credentials'), '--'];
}

export function inMountsOf(pid: number, programs: LabPrograms): string[] {
  return [programs.nsenter, `--target=${pid}`, '--mount', ...asUser('--user', '--preserve-credentials'), '--'];
}

/** Only root makes namespaces without one for users, in which it then may. */
function asUser(...options: readonly string[]): readonly string[] {
  return process.getuid?.() === 0 ? [] : options;
}
