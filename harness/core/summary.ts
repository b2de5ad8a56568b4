import { z } from 'zod';
import { cellSchema } from './cell.ts';
import { findingSchema } from './finding.ts';
import { METRIC_NAMES } from './sample.ts';

export const SUMMARY_SCHEMA_VERSION = 1;

const optional = z.number().nullable();

/** One metric of one cell over all blocks: a view of the samples, made again from them at any time. One row of summary.csv. */
export const summarySchema = z.strictObject({
  ...cellSchema.shape,
  runId: z.string(),
  metric: z.enum(METRIC_NAMES),
  unit: z.enum(['ns', 'bytes', 'count']),
  better: z.enum(['lower', 'higher']),
  boots: z.number().int(),
  /** Valid samples. */
  n: z.number().int(),
  /** Samples that were left out; warm-up is not counted. */
  nInvalid: z.number().int(),
  /** Null without a valid sample, as all that follow. */
  median: optional,
  /** Null below six samples. */
  low: optional,
  high: optional,
  mean: optional,
  standardDeviation: optional,
  minimum: optional,
  maximum: optional,
  mad: optional,
  /** Null below ten expected samples beyond the percentile. */
  p90: optional,
  p95: optional,
  p99: optional,
  p999: optional,
  outliersMild: z.number().int(),
  outliersSevere: z.number().int(),
  /** Null below ten samples. */
  lagOne: optional,
  /** Trend over the whole series, in percent of the median. Null below ten samples. */
  driftPercent: optional,
  /** Null below five samples. */
  steady: z.boolean().nullable(),
  /** Whether the interval became narrow enough, or the time or number of blocks ran out first. */
  stop: z.enum(['precise', 'cap']),
  /** Median over that of the same work on the native file system; null where there is none. */
  ratioToNative: optional,
  warnings: z.array(findingSchema),
  /** Every instruction was emulated; null where that is not known. */
  emulated: z.boolean().nullable(),
});

export type Summary = z.infer<typeof summarySchema>;

/** Columns of summary.csv in order. */
export const SUMMARY_COLUMNS = {
  schema_version: 'schemaVersion',
  run_id: 'runId',
  workload: 'workload',
  variant: 'phase',
  preset: 'preset',
  transport: 'transport',
  cache_state: 'cacheState',
  concurrency: 'concurrency',
  metric: 'metric',
  unit: 'unit',
  better: 'better',
  boots: 'boots',
  n: 'n',
  n_invalid: 'nInvalid',
  median: 'median',
  ci_low: 'low',
  ci_high: 'high',
  ci_level: 'ciLevel',
  ci_method: 'ciMethod',
  mean: 'mean',
  stddev: 'standardDeviation',
  min: 'minimum',
  max: 'maximum',
  mad: 'mad',
  p90: 'p90',
  p95: 'p95',
  p99: 'p99',
  p999: 'p999',
  outliers_mild: 'outliersMild',
  outliers_severe: 'outliersSevere',
  lag1: 'lagOne',
  drift_pct: 'driftPercent',
  steady: 'steady',
  stopped: 'stop',
  warnings: 'warnings',
  target: 'target',
  operation: 'operation',
  ratio_to_native: 'ratioToNative',
  emulated: 'emulated',
} as const satisfies Record<string, keyof Summary | 'schemaVersion' | 'ciLevel' | 'ciMethod'>;
