import type { Transport } from '../core/transport.ts';

/** Where things lie in the guest, as guest-init.ts puts them there. */

/** The one folder, beside the shares, that the host shows and the guest may write. */
export const CHANNEL = '/run/mntbench-lab';

/** Below the channel: where a run in the guest leaves its results. */
export const RUNS = 'runs';

/** The mounts under test, in the order in which a WSL machine would have them. */
export const MOUNT_OF = {
  '9p-socket': '/mnt/c',
  '9p-virtio': '/mnt/e',
  virtiofs: '/mnt/d',
} as const satisfies Partial<Record<Transport, string>>;

export type LabTransport = keyof typeof MOUNT_OF;
