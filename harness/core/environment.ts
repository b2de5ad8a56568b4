import { z } from 'zod';
import { findingSchema } from './finding.ts';
import { mountSchema } from './mount.ts';

/**
 * What a machine runs, as one document: the output of `doctor --json`, and the fingerprint in `run.json`.
 * Anything that could not be read is null, and `unavailable` has an entry with its path and the reason.
 */

const text = z.string().nullable();
const count = z.number().int().nonnegative().nullable();
const bytes = z.number().int().nonnegative().nullable();
const flag = z.boolean().nullable();

const PLATFORMS = ['wsl2', 'wsl1', 'container-in-wsl', 'lab', 'linux'] as const;
export type Platform = (typeof PLATFORMS)[number];

/** The kernel that runs, from /proc/version or `uname -r`. */
const kernelSchema = z.strictObject({
  /** As `uname -r` prints it. */
  release: text,
  /** The release's leading numbers, comparable part by part; empty where the release is null. */
  version: z.array(z.number().int().nonnegative()),
  /** `user@host` that built it; this, `build` and `tail` are null where only the release was readable. */
  builder: text,
  /** `#1`, `#488-Microsoft`. */
  build: text,
  /** What follows the build: preemption model and date, as printed. */
  tail: text,
  /** Hints, not proofs: a custom kernel may carry the stock name. False for everything that is no WSL kernel. */
  nameLooksStock: flag,
  builderLooksStock: flag,
});

/** How that kernel was built: two kernels of one version can differ in speed by these alone. */
const kernelBuildSchema = z.strictObject({
  /** As /proc/version prints it; null where that was not readable. */
  compiler: text,
  family: z.enum(['gcc', 'clang']).nullable(),
  /** From /proc/config.gz, which newer WSL kernels lack (CONFIG_IKCONFIG_PROC), as all below. */
  lto: z.enum(['none', 'thin', 'full']).nullable(),
  /** AutoFDO, Propeller or PGO. */
  profileGuided: flag,
  /** Timer ticks per second. */
  hz: count,
  /** CONFIG_CONTIG_ALLOC, without which there can be no dedicated DMA pool. */
  contigAlloc: flag,
});

/** `wsl.exe --version`; the parts that were readable. */
const wslVersionsSchema = z.strictObject({
  version: text,
  /** The packaged kernel, which is not always the one that runs: see `kernel`. */
  kernel: text,
  wslg: text,
  msrdc: text,
  direct3d: text,
  dxcore: text,
  windows: text,
});
export type WslVersions = z.infer<typeof wslVersionsSchema>;

/** What the host asked of the kernel. */
const cmdlineSchema = z.strictObject({
  /** Null also when the parameter is absent; `unavailable` then has no entry for it, unlike for an unreadable command line. */
  nrCpus: count,
  swiotlbForce: flag,
  /** Null also when the parameter is absent, zero or not a size. */
  hvPciSwiotlbBytes: bytes,
});

/** The bounce buffers that virtio devices use. */
const dmaPoolSchema = z.strictObject({
  state: z.enum(['none', 'shared', 'dedicated', 'requested-unavailable', 'unknown']),
  /** Of the pool in use; null where there is none, or where its size is not shown (debugfs needs root). */
  sizeBytes: bytes,
  /** What was read, one sentence each. */
  evidence: z.array(z.string()),
});
export type DmaPool = z.infer<typeof dmaPoolSchema>;

/** Root only on most kernels; null as a whole where it was not readable. Null parts were not in the log, which forgets its beginning. */
const kernelLogSchema = z.strictObject({
  release: text,
  wslVersion: text,
  /** Windows version of the Hyper-V host. */
  hostBuild: text,
  /** Drives that WSL could not mount, in its own words; the first ones. */
  mountFailures: z.array(z.string()),
  /** Every virtiofs tag that the kernel saw; not all of them are drives. */
  virtiofsTags: z.array(z.string()),
  hypervisor: text,
  pool: z.strictObject({
    /** The kernel reserved a dedicated pool. */
    made: z.boolean(),
    sizeBytes: bytes,
    /** The kernel's own words on why there is none. */
    failure: text,
    /** The pool's parameter, when the kernel did not know it. */
    unknownParameter: text,
  }),
});
export type KernelLog = z.infer<typeof kernelLogSchema>;

const configWarningSchema = z.strictObject({
  code: z.enum(['invalid-line', 'bad-escape', 'duplicate', 'unknown-key', 'invalid-value', 'more']),
  /** From 1. */
  line: z.number().int().positive(),
  message: z.string(),
});
export type ConfigWarning = z.infer<typeof configWarningSchema>;

/** One configuration file as WSL reads it: the wish, not the state, until `wsl --shutdown`. */
export const configFileSchema = z.strictObject({
  path: z.string(),
  /** `section.key` in WSL's spelling → value. Sizes in bytes, booleans as such; invalid and unknown ones are left out, so their default holds. */
  values: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  warnings: z.array(configWarningSchema),
});
export type ConfigFile = z.infer<typeof configFileSchema>;

const settingsSchema = z.strictObject({
  /** Every .wslconfig that was found: without interop nobody knows which Windows user started WSL. */
  wslconfig: z.array(configFileSchema),
  /** /etc/wsl.conf; null where there is none. */
  wslConf: configFileSchema.nullable(),
  /** What the .wslconfig means with WSL's defaults filled in; null unless exactly one was found. */
  asked: z
    .strictObject({
      virtiofs: z.boolean(),
      /** Null: half of the host's memory. */
      memoryBytes: bytes,
      /** Null: all of them. */
      processors: count,
      /** Null: a quarter of the memory. */
      swapBytes: bytes,
      /** Null: the stock kernel. */
      kernel: text,
      kernelCommandLine: text,
      networkingMode: z.string(),
      autoMemoryReclaim: z.string(),
      /** 0: WSL decides. */
      swiotlbBytes: z.number().int().nonnegative(),
      virtioFsAggregateShares: z.boolean(),
    })
    .nullable(),
  /** Asked for against running, for what can be seen of both. */
  comparison: z.array(
    z.strictObject({
      setting: z.string(),
      asked: z.string(),
      running: z.string(),
      agrees: z.boolean(),
    }),
  ),
  /** `wslinfo --networking-mode`. */
  networkingMode: text,
});
export type Settings = z.infer<typeof settingsSchema>;

const machineSchema = z.strictObject({
  cpuModel: text,
  /** Processors that the kernel shows. */
  cpus: count,
  memoryBytes: bytes,
  /** Of cpu0; a guest has none, the host decides. */
  governor: text,
  /** Runnable tasks, averaged over 1, 5 and 15 minutes. */
  loadAverages: z.array(z.number().nonnegative()).length(3).nullable(),
  /** `hyper-v`, `kvm`, `qemu`, …; `none` on bare metal. */
  virtualisation: text,
  /** /sys/kernel/mm/lru_gen/enabled as printed. */
  mglru: text,
  /** The chosen word of /sys/kernel/mm/transparent_hugepage/enabled. */
  transparentHugePages: text,
  clockSource: text,
  uptimeNs: z.number().nonnegative().nullable(),
  /** `hv_storvsc.storvsc_max_hw_queues=` of the command line: it moves the ext4 baseline. Null where not set. */
  storvscMaxHwQueues: count,
});
export type Machine = z.infer<typeof machineSchema>;

/** Versions of what the workloads use; null where not installed. */
const toolsSchema = z.strictObject({ node: text, npm: text, git: text });

const unavailableSchema = z.strictObject({
  /** Path inside this document: `wsl.version`, `mounts[3].windowsPath`. */
  path: z.string(),
  reason: z.string(),
});
export type Unavailable = z.infer<typeof unavailableSchema>;

export const ENVIRONMENT_VERSION = 1;

export const environmentSchema = z.strictObject({
  schemaVersion: z.literal(ENVIRONMENT_VERSION),
  source: z.enum(['live', 'folder']),
  /** ISO 8601, UTC; null for a folder that does not say. */
  capturedAt: text,
  platform: z.enum(PLATFORMS),
  /** What the platform was told from, one sentence each. */
  platformEvidence: z.array(z.string()),
  /** One life of the guest kernel. */
  bootId: text,
  /** Root in the guest. On WSL this says nothing of the Windows side, whose elevated consoles have mounts and servers of their own. */
  elevated: flag,
  /** Every instruction is emulated (QEMU TCG): times compare within one boot only. */
  emulated: flag,
  kernel: kernelSchema,
  kernelBuild: kernelBuildSchema,
  wsl: wslVersionsSchema.nullable(),
  /** Where `wsl` was read; the last two show less. Null where `wsl` is. */
  wslFrom: z.enum(['wsl.exe', 'wslinfo', 'kernel-log']).nullable(),
  cmdline: cmdlineSchema,
  dmaPool: dmaPoolSchema,
  kernelLog: kernelLogSchema.nullable(),
  mounts: z.array(mountSchema),
  /** Which table the mounts were read from; the fallbacks show less. Null where none was readable. */
  mountsFrom: z.enum(['mountinfo', 'proc-mounts', 'mount-output']).nullable(),
  settings: settingsSchema,
  machine: machineSchema,
  tools: toolsSchema,
  findings: z.array(findingSchema),
  unavailable: z.array(unavailableSchema),
});

export type Environment = z.infer<typeof environmentSchema>;
/** The document before it was judged. */
export type Facts = Omit<Environment, 'findings'>;
