import type { CacheMode } from './cache-state.ts';
import type { Count, Pass } from './counting.ts';
import type { Metric } from './sample.ts';

/** The result of one measured step, before it becomes rows. */
export interface Measurement {
  readonly phase: string;
  readonly operation: string;
  /** The metric that stands for the step in tables, and that a failure without any value is recorded under. */
  readonly primary: 'latency' | 'elapsed';
  readonly concurrency: number;
  /** UTC, milliseconds. */
  readonly startedAt: string;
  /** Calls that succeeded; 1 for a command. */
  readonly operations: number;
  /** Only what this machine can measure; empty when nothing was. */
  readonly values: Readonly<Partial<Record<Metric, number>>>;
  /** Null when valid. */
  readonly invalidReason: string | null;
  /** Of each call, nanoseconds; null for commands. */
  readonly latencies: Float64Array | null;
  readonly outcomes: Readonly<Record<string, number>>;
}

/** Where a measurement was made. */
export interface MeasuredAt {
  readonly workload: string;
  readonly preset: string;
  readonly targetId: string;
  readonly cache: CacheMode;
  readonly block: number;
  /** Negative: warm-up. */
  readonly iteration: number;
  /** Number of the measuring process inside the boot. */
  readonly process: number;
  readonly pass: Pass;
}

/** Keeps what was measured. Every call returns with the data on disk. */
export interface Recorder {
  measured(at: MeasuredAt, measurement: Measurement, counts: readonly Count[]): void;
  /** Marks what was already written; nothing is removed. Null matches everything. */
  invalidate(
    which: {
      readonly block: number;
      readonly targetId: string | null;
      readonly workload: string | null;
      readonly phases: readonly string[] | null;
    },
    reason: string,
  ): void;
}
