import type { COUNTER_COLUMNS } from '../core/counting.ts';
import type { SAMPLE_COLUMNS } from '../core/sample.ts';
import type { SUMMARY_COLUMNS } from '../core/summary.ts';

/**
 * What the columns of the CSV files mean to somebody who has only the files: descriptions in the JSON Schemas and tables in
 * results/README.md. A column without a meaning is a type error.
 */
const CELL = {
  schema_version: 'version of these columns; changes when one changes its meaning or goes away, not when one is added at the end',
  run_id: 'UTC start of the run and six random hex digits; the name of its folder',
  workload: 'what was done: small-file, repo-clone, package-install, tree-scan, build or probe',
  variant: 'phase of the workload, such as create, clone or install',
  preset: 'size of the workload; its numbers are in run.json',
  transport: 'how the bytes reach their storage, as verified before the run',
  cache_state: 'what the caches held when the sample began; the host beyond the mount is never called cold',
  concurrency: 'threads that worked at the same time',
  target: 'name of the measured directory; its mount is in run.json',
  operation: 'what was timed inside the phase',
  emulated:
    'true where every instruction was emulated, so that times compare within one boot only; empty where that is not known',
} as const;

const FIGURE = {
  ...CELL,
  metric: 'what was measured; results/README.md lists the metrics',
  unit: 'of the value and everything made from it: nanoseconds, bytes or a plain count',
  better: 'which direction is an improvement',
} as const;

const WHEN = {
  boot_id: 'one life of the guest kernel, from /proc/sys/kernel/random/boot_id; empty where /proc does not tell',
  block: 'pass over all cells, from 0; targets and trials are shuffled inside it',
  order: 'position in the run as executed, from 0; all values of one sample share it',
} as const;

export const SAMPLE_MEANINGS: Readonly<Record<keyof typeof SAMPLE_COLUMNS, string>> = {
  ...FIGURE,
  ...WHEN,
  process: 'number of the measuring process inside the boot, from 1',
  fs_type: 'type of the file system as the kernel names it',
  iteration: 'repetition inside the block, from 0; warm-up is negative',
  value: 'measured, in `unit`; empty only when invalid',
  valid: 'true or false; take only true ones',
  invalid_reason:
    'warm-up, traced (measured with tracepoints on, to see what they cost), or what spoiled the value; empty when valid',
  started_at: 'UTC, with milliseconds',
  operations: 'calls that succeeded in the batch, over all threads; 1 for a command',
};

export const COUNTER_MEANINGS: Readonly<Record<keyof typeof COUNTER_COLUMNS, string>> = {
  ...CELL,
  ...WHEN,
  pass: 'timed: read around a step that was measured as usual; traced: counted by tracepoints, in a pass that gives no figures',
  operations: 'calls of the step that succeeded, over all threads; 1 for a command',
  source: 'where it was read: swiotlb, kernel-log, interrupts, scheduler; 9p, fuse, swiotlb and timeline by tracepoints',
  counter: 'what was counted; the table below lists the counters',
  key: 'part of the counter: a pool, a device, a type of request, a part of the time; empty where there are none',
  subkey: 'a second part: bytes of one mapping, driver of a device, a band of operations; empty where there is none',
  unit: 'of the value: a plain count, bytes, slots of 2 KiB, or nanoseconds',
  value: 'counted while the step ran, its preparation and its end included; empty where this machine does not tell',
  reason: 'why it does not; empty otherwise',
};

export const SUMMARY_MEANINGS: Readonly<Record<keyof typeof SUMMARY_COLUMNS, string>> = {
  ...FIGURE,
  boots: 'lives of the kernel with valid samples',
  n: 'valid samples',
  n_invalid: 'samples left out; warm-up and the traced pass are not counted',
  median: 'of the valid samples; empty without one, as all that is made from them',
  ci_low: 'lower end of the confidence interval of the median; empty below six samples',
  ci_high: 'upper end of it',
  ci_level: 'confidence of that interval',
  ci_method: 'how it was made: from order statistics, without assuming a distribution',
  mean: 'arithmetic mean',
  stddev: 'standard deviation of the sample',
  min: 'smallest value',
  max: 'largest value',
  mad: 'median absolute deviation from the median',
  p90: '90th percentile; empty, as all percentiles, with fewer than ten samples expected beyond it',
  p95: '95th percentile',
  p99: '99th percentile',
  p999: '99.9th percentile',
  outliers_mild: 'values whose modified z-score is between 3.5 and 10; counted, never left out',
  outliers_severe: 'values whose modified z-score is above 10',
  lag1: 'correlation of neighbouring samples, -1 to 1; empty below ten samples',
  drift_pct: 'trend over the whole series in percent of the median; empty below ten samples',
  steady: 'true when the last five samples agree within a fifth and have no trend; empty below five samples',
  stopped: 'precise: the interval became narrow enough; cap: time or blocks ran out first',
  warnings: 'codes of what the reader has to know, separated by semicolons; run.json and `mntbench show` explain them',
  ratio_to_native: 'median over that of the same work on the native file system; empty where there is none',
};
