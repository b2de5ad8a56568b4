import type { Layer } from '../core/layers.ts';
import type { Transport } from '../core/transport.ts';

/** What the path of a mount consists of: a layer that it has not got gets no time, whatever the evidence. */
export interface MountKind {
  /** Whether requests leave the kernel for a server. */
  readonly hasFarSide: boolean;
  /** Whether they go through bounce buffers, where the machine has any. */
  readonly bounces: boolean;
  /** What a thread waits for in a system call without a request of the mount; null where there is nothing to wait for. */
  readonly asleep: Layer | null;
}

const MOUNT_KINDS = {
  // Packets are copied through a socket, never mapped.
  '9p-socket': { hasFarSide: true, bounces: false, asleep: 'client' },
  '9p-virtio': { hasFarSide: true, bounces: true, asleep: 'client' },
  virtiofs: { hasFarSide: true, bounces: true, asleep: 'client' },
  drvfs: { hasFarSide: true, bounces: true, asleep: 'client' },
  // The server is a program of this machine.
  fuse: { hasFarSide: true, bounces: false, asleep: 'client' },
  network: { hasFarSide: true, bounces: true, asleep: 'client' },
  other: { hasFarSide: true, bounces: true, asleep: 'client' },
  native: { hasFarSide: false, bounces: true, asleep: 'host-fs' },
  overlay: { hasFarSide: false, bounces: true, asleep: 'host-fs' },
  memory: { hasFarSide: false, bounces: false, asleep: null },
} as const satisfies Readonly<Record<Transport, MountKind>>;

export function mountKind(transport: Transport): MountKind {
  return MOUNT_KINDS[transport];
}
