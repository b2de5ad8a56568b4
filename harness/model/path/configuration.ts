import { z } from 'zod';
import { versionParts } from '../../core/version-order.ts';
import { MAX_MAPPING_BYTES } from './mappings.ts';
import { OPERATIONS } from './operation.ts';
import { FAMILIES } from './parameter.ts';
import { PARAMETER_NAMES } from './parameters.ts';
import { PAGE_BYTES } from './request.ts';

const count = z.number().int().positive();
const nanoseconds = z.number().nonnegative();

/** Where slots are taken, and by whom. Slots have 2048 bytes; areas are parts with a lock of their own. */
const size = { slots: count, areas: count };

/**
 * What happens where there is no room: what the kernel of that version does, or a wait before anything is held, as "swiotlb throttling"
 * proposed and nobody has.
 */
const whenFull = z.enum(['kernel', 'wait']).default('kernel');

/** The pool of the disks where PCI devices have another. Null: as the kernel makes it, 64 MiB with an area for each processor. */
const defaultPool = z.strictObject(size).nullable().default(null);

const poolSchema = z.discriminatedUnion('kind', [
  /** Nothing is bounced. */
  z.strictObject({ kind: z.literal('none') }),
  /** One pool for everything. */
  z.strictObject({ kind: z.literal('default-n-areas'), ...size, whenFull }),
  /** WSL's pool: all PCI devices in one area. */
  z.strictObject({ kind: z.literal('hv-pci-one-area'), slots: count, whenFull, defaultPool }),
  /** Not built anywhere: a pool like WSL's for each PCI device. */
  z.strictObject({ kind: z.literal('per-device'), slots: count, whenFull, defaultPool }),
  /** Not built anywhere: everything is copied, and there is always room and never a queue. */
  z.strictObject({ kind: z.literal('infinite') }),
]);

const workSchema = z.strictObject({
  operation: z.enum(OPERATIONS),
  /** Moved by one operation; 0 for those that move none. */
  bytes: z.number().int().nonnegative().default(0),
  /** Whether the program's buffer begins on a page. Otherwise it begins 16 bytes into one, like a large Buffer of Node. */
  aligned: z.boolean().default(true),
  /** Between the mount point and the leaf of the path; −1 is the mount point itself. */
  directories: z.number().int().min(-1).default(0),
  /** Of a directory that is listed. */
  entries: z.number().int().nonnegative().max(1000).default(0),
  nameBytes: count.max(255).default(12),
  clients: count,
  thinkNs: nanoseconds.default(0),
  /** All clients write to one file. */
  sameFile: z.boolean().default(false),
  /** What the guest holds and trusts of each. */
  cached: z
    .strictObject({
      dentries: z.boolean().default(false),
      attributes: z.boolean().default(false),
      data: z.boolean().default(false),
    })
    .default({ dentries: false, attributes: false, data: false }),
  /** Mapped at once: a page, or a folio where the kernel merges its pages. */
  folioBytes: z.number().int().min(PAGE_BYTES).max(MAX_MAPPING_BYTES).default(PAGE_BYTES),
  /** Threads of libuv's pool, for asynchronous calls; null: each client calls from a thread of its own. */
  libuvThreads: count.nullable().default(null),
});

/** Somebody else who bounces. */
const contenderSchema = z.strictObject({
  /** A PCI device of the host (network, another share), or a disk. */
  device: z.enum(['pci', 'disk']),
  direction: z.enum(['read', 'write']).default('read'),
  mappingBytes: count.max(MAX_MAPPING_BYTES),
  /** Of one request, made one after the other and held until the device is done: a block of a disk has one for each page. */
  mappings: count.max(1024).default(1),
  /** How long the device has it; the mean. */
  deviceNs: nanoseconds.default(100_000),
  load: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('closed'), outstanding: count, thinkNs: nanoseconds.default(0) }),
    z.strictObject({ kind: z.literal('open'), perSecond: z.number().positive() }),
  ]),
});

const overrideSchema = z.preprocess(
  (given) => (typeof given === 'number' ? { value: given } : given),
  z.strictObject({ value: nanoseconds.optional(), family: z.enum(FAMILIES).optional(), cv: nanoseconds.optional() }),
);

const common = {
  schemaVersion: z.literal(1),
  name: z.string().min(1),
  /** As `uname -r` says; its version decides on much of the path. */
  kernel: z.string().refine((text) => versionParts(text).length >= 2, 'a version like 6.18'),
  /** Ticks of the kernel's clock in a second. */
  hz: count.default(250),
  cpus: count.max(1024),
  pool: poolSchema,
  /** Requests that the far side's file system works on at once. */
  hostFileSystem: z.strictObject({ servers: count }).default({ servers: 1 }),
  work: workSchema,
  contenders: z.array(contenderSchema).default([]),
  parameters: z.partialRecord(z.enum(PARAMETER_NAMES), overrideSchema).default({}),
  run: z
    .strictObject({
      operations: count.default(20_000),
      warmUp: z.number().int().nonnegative().default(1000),
      seed: z.number().int().nonnegative().default(1),
    })
    .default({ operations: 20_000, warmUp: 1000, seed: 1 }),
};

/** Threads that serve at once, of each queue or connection; and whether another thread takes the requests and hands them over. */
const fileServer = { workers: count.default(1), handsOver: z.boolean().default(false) };

/** Entries of the ring. With indirect descriptors a request takes one, and a table beside it. */
const ring = { ringEntries: count.max(32_768), indirectDescriptors: z.boolean().default(true) };

export const configurationSchema = z.discriminatedUnion('transport', [
  z.strictObject({
    ...common,
    transport: z.literal('virtiofs'),
    queues: count.max(64).default(1),
    ...ring,
    ringEntries: ring.ringEntries.default(256),
    /** Pages of one READ or WRITE. */
    maxPages: count.default(64),
    fileServer: z
      .strictObject({
        ...fileServer,
        /** FOPEN_DIRECT_IO: nothing is read or written through the guest's page cache. */
        directIo: z.boolean().default(true),
        /** FOPEN_PARALLEL_DIRECT_WRITES. */
        parallelWrites: z.boolean().default(false),
      })
      .default({ workers: 1, handsOver: false, directIo: true, parallelWrites: false }),
  }),
  z.strictObject({
    ...common,
    transport: z.literal('9p-socket'),
    msize: count.min(4096).default(65_536),
    /** Of the socket, headers left out. */
    packetBytes: count.default(4088),
    /** What lies in the socket at once, before the server has taken it. */
    socketBytes: count.default(65_536),
    fileServer: z.strictObject(fileServer).default({ workers: 1, handsOver: false }),
  }),
  z.strictObject({
    ...common,
    transport: z.literal('9p-virtio'),
    msize: count.min(4096).default(262_144),
    ...ring,
    ringEntries: ring.ringEntries.default(128),
    fileServer: z.strictObject(fileServer).default({ workers: 1, handsOver: false }),
  }),
]);

/** What a user writes. */
export type ModelConfigurationInput = z.input<typeof configurationSchema>;
/** What the model uses: nothing is left out. */
export type ModelConfiguration = z.output<typeof configurationSchema>;
export type Pool = ModelConfiguration['pool'];
export type Contender = ModelConfiguration['contenders'][number];
export type VirtiofsConfiguration = Extract<ModelConfiguration, { transport: 'virtiofs' }>;
export type NinepSocketConfiguration = Extract<ModelConfiguration, { transport: '9p-socket' }>;
export type NinepVirtioConfiguration = Extract<ModelConfiguration, { transport: '9p-virtio' }>;
