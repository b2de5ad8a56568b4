import { z } from 'zod';
import { cellSchema } from './cell.ts';

/** Changes when a column changes its meaning or goes away. */
export const SAMPLE_SCHEMA_VERSION = 1;

/** What a value means. `latency` is the mean time of one operation in the batch; `elapsed` the wall time of the batch or child process. */
export const METRICS = {
  latency: { unit: 'ns', about: 'mean time of one operation, one call of the clock included (see calibration)' },
  elapsed: {
    unit: 'ns',
    about: 'wall time from the first start to the last end, over all threads; of a command from fork to exit',
  },
  elapsed_synced: { unit: 'ns', about: 'elapsed plus a sync of the file system that holds the target' },
  cpu: { unit: 'ns', about: 'time on a CPU, all threads together' },
  runqueue: { unit: 'ns', about: 'time runnable but waiting for a CPU, all threads together' },
  user: { unit: 'ns', about: 'user time of the command and its children' },
  system: { unit: 'ns', about: 'system time of the command and its children' },
  peak_memory: { unit: 'bytes', about: 'largest resident set of the command or any of its children' },
  voluntary_switches: { unit: 'count', about: 'context switches because the thread waited' },
  involuntary_switches: { unit: 'count', about: 'context switches because the time slice ended' },
} as const;

export type Metric = keyof typeof METRICS;
export const METRIC_NAMES = Object.keys(METRICS) as [Metric, ...Metric[]];

const INVALID_REASONS =
  /^(warm-up|mount-changed|boot-changed|suspended|clock-jump|cache-dropped|verify-failed|hung|interrupted|traced|no-result|exit:.+|errno:[A-Z0-9_]+)$/;

/** One measured value with everything needed to interpret it. One row of samples.csv. */
export const sampleSchema = z.strictObject({
  ...cellSchema.shape,
  /** UTC start of the run and six random hex digits. */
  runId: z.string(),
  /** Of the kernel at the sample; null where /proc does not tell. */
  bootId: z.string().nullable(),
  /** From 0; pass over all cells. */
  block: z.number().int().nonnegative(),
  /** Position in the run as executed, from 0; all values of one sample share it. */
  order: z.number().int().nonnegative(),
  /** Number of the measuring process inside the boot. */
  process: z.number().int().positive(),
  fsType: z.string(),
  /** From 0; warm-up is negative. */
  iteration: z.number().int(),
  metric: z.enum(METRIC_NAMES),
  unit: z.enum(['ns', 'bytes', 'count']),
  better: z.enum(['lower', 'higher']),
  /** In `unit`; null only when invalid. */
  value: z.number().nonnegative().nullable(),
  valid: z.boolean(),
  /** Null when valid. */
  invalidReason: z.string().regex(INVALID_REASONS).nullable(),
  /** UTC, milliseconds. */
  startedAt: z.iso.datetime({ precision: 3 }),
  /** Calls in the batch that succeeded, over all threads; 1 for a command. */
  operations: z.number().int().nonnegative(),
  /** Every instruction was emulated, so that times compare within one boot only; null where that is not known. */
  emulated: z.boolean().nullable(),
});

export type Sample = z.infer<typeof sampleSchema>;

/** Columns of samples.csv in order, each with the field it holds. New columns go to the end. */
export const SAMPLE_COLUMNS = {
  schema_version: 'schemaVersion',
  run_id: 'runId',
  boot_id: 'bootId',
  block: 'block',
  order: 'order',
  process: 'process',
  workload: 'workload',
  variant: 'phase',
  preset: 'preset',
  transport: 'transport',
  fs_type: 'fsType',
  cache_state: 'cacheState',
  concurrency: 'concurrency',
  iteration: 'iteration',
  metric: 'metric',
  unit: 'unit',
  better: 'better',
  value: 'value',
  valid: 'valid',
  invalid_reason: 'invalidReason',
  started_at: 'startedAt',
  target: 'target',
  operation: 'operation',
  operations: 'operations',
  emulated: 'emulated',
} as const satisfies Record<string, keyof Sample | 'schemaVersion'>;

/** The metric that stands for a cell in tables: what one operation costs in a loop, what the whole costs as a command. */
export const PRIMARY_METRICS: readonly Metric[] = ['latency', 'elapsed'];

/** What tells one sample from another inside a run. */
export type SampleIdentity = Pick<
  Sample,
  'workload' | 'preset' | 'phase' | 'operation' | 'target' | 'concurrency' | 'cacheState' | 'block' | 'iteration'
>;
