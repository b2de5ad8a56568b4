import { z } from 'zod';

/** What was done to a guest of the lab while it measured; `lab` in its run.json. Null there for every other machine. */

const bytesPerSecond = z.number().nonnegative();
const nanoseconds = z.number().nonnegative();

/** File servers that can be made to fail: /mnt/e is served by QEMU itself, so its faults would be the whole guest's. */
export const FILE_SERVERS = ['9p-socket', 'virtiofs'] as const;
export type FileServer = (typeof FILE_SERVERS)[number];

/**
 * Who uses the guest's one pool of bounce buffers. `shared`: the file shares, the disk and the contender, as on WSL before dedicated
 * pools. `private`: the file shares alone. `none`: nobody; devices reach the guest's memory directly.
 */
export const POOL_USES = ['shared', 'private', 'none'] as const;
export type PoolUse = (typeof POOL_USES)[number];

const poolSchema = z.strictObject({
  use: z.enum(POOL_USES),
  /** Slots of 2048 bytes that the kernel was asked for; null: its default. */
  slots: z.number().int().positive().nullable(),
  /** Parts with a lock of their own that the kernel was asked for; null: its default, one per processor. */
  areas: z.number().int().positive().nullable(),
});

/** A load generator in the guest on a disk of its own. */
const contenderSchema = z.strictObject({
  operation: z.enum(['read', 'write']),
  /** Share of the time in which it works; 1: without pause. */
  askedShare: z.number().positive().max(1),
  /** What its disk is limited to, so that it holds bounce buffers and no processor; null: nothing. Absent in older records: nothing. */
  diskBytesPerSecond: z.number().int().positive().nullable().optional(),
  /** By /sys/block/…/stat over the whole run; null when the guest did not live to tell. */
  achievedBytesPerSecond: bytesPerSecond.nullable(),
  /** The same without pause, before the run; null where nothing was asked but that. */
  fullBytesPerSecond: bytesPerSecond.nullable(),
});

const systemCall = z.string().regex(/^[a-z0-9_]+$/);
const instant = z.iso.datetime({ precision: 3 });

export const faultSchema = z.discriminatedUnion('kind', [
  /** Every call of one kind that the file server makes is held back before it enters the host's kernel. */
  z.strictObject({
    kind: z.literal('host-delay'),
    server: z.enum(FILE_SERVERS),
    systemCall,
    delayNs: nanoseconds,
  }),
  /**
   * The program in the guest, with all that it starts, is held back before each call of one kind. What asking about such a
   * call takes is not in `delayNs`.
   */
  z.strictObject({ kind: z.literal('guest-delay'), systemCall, delayNs: nanoseconds }),
  /** So many endless loops in the guest, the first on its first processor and so on around, from before the program starts. */
  z.strictObject({
    kind: z.literal('guest-load'),
    loops: z.number().int().positive(),
    nice: z.number().int().min(-20).max(19),
  }),
  /** The share lies on a disk of its own, which is held back before each of its reads, writes and flushes. */
  z.strictObject({ kind: z.literal('slow-disk'), server: z.enum(FILE_SERVERS), delayNs: nanoseconds }),
  z.strictObject({
    kind: z.literal('kill-server'),
    server: z.enum(FILE_SERVERS),
    afterNs: nanoseconds,
    firedAt: instant.nullable(),
  }),
  z.strictObject({
    kind: z.literal('stall'),
    server: z.enum(FILE_SERVERS),
    afterNs: nanoseconds,
    durationNs: nanoseconds,
    firedAt: instant.nullable(),
  }),
  /** The share, which then lies in memory on the host, is filled to the last byte. */
  z.strictObject({
    kind: z.literal('full'),
    server: z.enum(FILE_SERVERS),
    afterNs: nanoseconds,
    shareBytes: z.number().int().positive(),
    firedAt: instant.nullable(),
  }),
]);

export type Fault = z.infer<typeof faultSchema>;

export const labConditionsSchema = z.strictObject({
  /** From 1, in the order of execution, over all kernels and settings of one `lab run`. */
  boot: z.number().int().positive(),
  boots: z.number().int().positive(),
  /** Of the order of boots. */
  seed: z.number().int().nonnegative(),
  kernelSeries: z.string(),
  accelerator: z.enum(['tcg', 'kvm']),
  cpus: z.number().int().positive(),
  memoryMiB: z.number().int().positive(),
  qemuVersion: z.string(),
  /**
   * Of the host, that run the emulated processors. Null: nothing is emulated. `one`: processors take turns, and nothing in the guest happens
   * at the same time. Missing in runs of programs that did not say.
   */
  emulatorThreads: z.enum(['one', 'per-processor']).nullable().optional(),
  /** Of the host, that were kept from sleeping; missing in runs of programs that did not. */
  awakeProcessors: z.number().int().positive().optional(),
  pool: poolSchema,
  contender: contenderSchema.nullable(),
  /** `firedAt` is null for what never came to pass. `afterNs` counts from the start of the program in the guest. */
  faults: z.array(faultSchema),
  /** By the guest's clock, from the start of the kernel to the start of the program; null when it never started. */
  userSpaceNs: nanoseconds.nullable(),
  /** The same, to the first sample; null without one. */
  firstSampleNs: nanoseconds.nullable(),
});

export type LabConditions = z.infer<typeof labConditionsSchema>;

/** `@32MiB/s`, as on the command line; empty where its disk is as fast as the host. */
export function diskLimit({ diskBytesPerSecond: most }: Pick<z.infer<typeof contenderSchema>, 'diskBytesPerSecond'>): string {
  return most === null || most === undefined ? '' : `@${most / 2 ** 20}MiB/s`;
}
