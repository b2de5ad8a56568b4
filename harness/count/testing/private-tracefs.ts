import { spawn, spawnSync } from 'node:child_process';

const MOUNT = 'mount -t tracefs tracefs /sys/kernel/tracing && test -d /sys/kernel/tracing/instances';
/** Longer than any test needs; then it ends by itself. */
const SECONDS = 60;

/** The kernel's tracing, mounted for nobody else: the machine keeps its mounts. */
export interface PrivateTracefs {
  readonly root: string;
  readonly close: () => void;
}

/** Why this machine has none for tests; null when it has. */
export function whyNoTracefs(): string | null {
  const { status, error, stderr } = spawnSync('unshare', ['-m', 'sh', '-c', MOUNT], { encoding: 'utf8' });
  return status === 0 ? null : `no tracefs here: ${error?.message ?? stderr.trim()}`;
}

/** In a mount namespace of its own, which lives as long as it is open. */
export async function openPrivateTracefs(): Promise<PrivateTracefs> {
  const holder = spawn('unshare', ['-m', 'sh', '-c', `${MOUNT} && echo ready && exec sleep ${SECONDS}`], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  await new Promise((resolve) => holder.stdout.once('data', resolve));
  return { root: `/proc/${holder.pid}/root/sys/kernel/tracing`, close: () => void holder.kill() };
}
