import { z } from 'zod';
import { cellSchema } from './cell.ts';
import type { Target } from './target.ts';

/**
 * `off`: nothing is counted. `read`: what the kernel counts anyway, read between timed steps. `trace`: that, and one more pass with
 * tracepoints after the blocks.
 */
export const COUNTER_MODES = ['off', 'read', 'trace'] as const;
export type CounterMode = (typeof COUNTER_MODES)[number];

/** Tracepoints cost time, so that a traced step is never a timed one. */
export const PASSES = ['timed', 'traced'] as const;
export type Pass = (typeof PASSES)[number];

/** One thing that the kernel counted while one measured step ran. */
export const countSchema = z.strictObject({
  /** Where it was read: `swiotlb`, `kernel-log`, `interrupts`, `scheduler`, `9p`, `fuse`, `timeline`. */
  source: z.string(),
  /** What was counted: `used-high-water`, `full`, `bounced-mappings`, `requests`, … */
  counter: z.string(),
  /** Device, request type, pool…; null where the counter has no parts. */
  key: z.string().nullable(),
  /** A second part: size of a mapping, driver of a device; null where there is none. */
  subkey: z.string().nullable(),
  unit: z.enum(['count', 'bytes', 'slots', 'ns']),
  /** Null: this machine does not tell, and `reason` says why. */
  value: z.number().nonnegative().nullable(),
  reason: z.string().nullable(),
});

export type Count = z.infer<typeof countSchema>;

/** When one thread of a step made its calls. */
export interface ThreadCalls {
  /** From 0. */
  readonly thread: number;
  /** Calls without a gap between them: when the first one began, by CLOCK_MONOTONIC, and how many there were. */
  readonly stretches: readonly { readonly startedNs: number; readonly calls: number }[];
  /** Of each call in order, nanoseconds. */
  readonly latencies: Float64Array;
  /** Calls that failed: their time is in no latency. */
  readonly failed: number;
}

/** Reads counters around measured steps. */
export interface Counting {
  /** Just before a step on the target of this id; everything that takes time is done before it returns. */
  start(targetId: string): void;
  /** Just after it. At least one count per source: nothing counted is 0, cannot count is null with a reason. */
  finish(): readonly Count[];
}

/** Follows the threads of a loop through what the kernel does for them. */
export interface Timeline {
  /** The file that each thread writes its number to before its first call; null: there is none. */
  readonly marker: string | null;
  /** Just before the loop on the target of this id. */
  start(targetId: string): void;
  /** Just after it. Null: the loop did not come to an end. */
  finish(calls: readonly ThreadCalls[] | null): readonly Count[];
}

/** Counting by tracepoints. */
export interface Tracing extends Counting {
  readonly timeline: Timeline;
  /**
   * Finds out which client of the kernel serves the target: the one that sent requests of a known kind and number. `ask` makes them
   * (calls of statfs(2)) and resolves with their number; null when the target does not answer.
   */
  learn(target: Pick<Target, 'id' | 'transport'>, ask: () => Promise<number | null>): Promise<void>;
}

/** Changes when a column changes its meaning or goes away. */
export const COUNTER_SCHEMA_VERSION = 1;

/** One count with the step that it belongs to. One row of counters.csv. */
export const counterRowSchema = z.strictObject({
  ...cellSchema.shape,
  runId: z.string(),
  bootId: z.string().nullable(),
  block: z.number().int().nonnegative(),
  /** Of the step's rows in samples.csv. */
  order: z.number().int().nonnegative(),
  pass: z.enum(PASSES),
  /** Calls of the step that succeeded, over all threads; 1 for a command. */
  operations: z.number().int().nonnegative(),
  ...countSchema.shape,
  emulated: z.boolean().nullable(),
});

export type CounterRow = z.infer<typeof counterRowSchema>;

/** Columns of counters.csv in order, each with the field it holds. New columns go to the end. */
export const COUNTER_COLUMNS = {
  schema_version: 'schemaVersion',
  run_id: 'runId',
  boot_id: 'bootId',
  block: 'block',
  order: 'order',
  pass: 'pass',
  workload: 'workload',
  variant: 'phase',
  preset: 'preset',
  target: 'target',
  transport: 'transport',
  concurrency: 'concurrency',
  cache_state: 'cacheState',
  operation: 'operation',
  operations: 'operations',
  source: 'source',
  counter: 'counter',
  key: 'key',
  subkey: 'subkey',
  unit: 'unit',
  value: 'value',
  reason: 'reason',
  emulated: 'emulated',
} as const satisfies Record<string, keyof CounterRow | 'schemaVersion'>;
