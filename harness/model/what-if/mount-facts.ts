import type { Contender, ModelConfiguration } from '../path/configuration.ts';

/** A mount with a far side as a run saw it, as far as the model has a place for it. */
export interface MountFacts {
  readonly transport: ModelConfiguration['transport'];
  /** As `uname -r` says. */
  readonly kernel: string;
  readonly hz: number;
  readonly cpus: number;
  readonly pool: PoolFacts;
  /** Of virtio-fs. */
  readonly queues: number;
  /** Pages of one request of virtio-fs. */
  readonly maxPages: number;
  /** Of 9P; null: the transport's usual one. */
  readonly msize: number | null;
  /** Of the socket of 9P. */
  readonly packetBytes: number;
  readonly fileServer: { readonly workers: number; readonly handsOver: boolean; readonly directIo: boolean };
  /** What the guest was seen to hold and trust. */
  readonly cached: { readonly dentries: boolean; readonly attributes: boolean; readonly data: boolean };
  readonly contenders: readonly Contender[];
}

/** Who shares the slots and locks that the mount's requests need. */
export type PoolFacts =
  | { readonly kind: 'none' }
  /** All devices in one pool. */
  | { readonly kind: 'shared'; readonly slots: number; readonly areas: number }
  /** PCI devices have one of their own, which has a single lock. */
  | { readonly kind: 'dedicated'; readonly slots: number };

/** What one thread does again and again; an operation of the probe may be several system calls, each described by itself. */
export type Work = Pick<ModelConfiguration['work'], 'operation' | 'bytes' | 'directories' | 'entries' | 'clients' | 'sameFile'>;
