import { cellKey, workKey } from '../core/cell.ts';
import type { Calibration } from '../core/run-record.ts';
import { METRICS, type Metric, type Sample } from '../core/sample.ts';
import type { Summary } from '../core/summary.ts';
import { type Description, describe } from '../stats/describe.ts';
import { relativeHalfWidth } from '../stats/median-interval.ts';
import { drift, isSteady, lagOne } from '../stats/order-checks.ts';
import { countOutliers } from '../stats/outliers.ts';
import { warningsOf } from './summary-warnings.ts';

export interface SummaryOptions {
  readonly precision: number;
  readonly calibration: Calibration | null;
}

/** All metrics of all cells, in the order in which they were first measured. Invalid samples are counted and take no part. */
export function summarise(samples: readonly Sample[], options: SummaryOptions): Summary[] {
  const series = new Map<string, Sample[]>();
  for (const sample of samples) {
    // Kept in the file, never in statistics: they were not meant to be figures.
    if (sample.iteration < 0 || sample.invalidReason === 'traced') continue;
    const key = `${cellKey(sample)}\u0000${sample.metric}`;
    const list = series.get(key);
    if (list === undefined) series.set(key, [sample]);
    else list.push(sample);
  }
  return withRatios([...series.values()].flatMap((list) => summariseSeries(list, options)));
}

function summariseSeries(list: readonly Sample[], { precision, calibration }: SummaryOptions): Summary[] {
  const [first] = list;
  if (first === undefined) return [];
  const valid = list.filter((sample) => sample.valid && sample.value !== null);
  const values = valid.map((sample) => sample.value as number);
  const description = describe(values);
  const trend = drift(values);
  const halfWidth = description === null ? null : relativeHalfWidth(description.median, description.interval);
  const outliers = description === null ? { mild: 0, severe: 0 } : countOutliers(values, description);
  const summary: Omit<Summary, 'warnings'> = {
    ...cellOf(first),
    runId: first.runId,
    metric: first.metric,
    unit: METRICS[first.metric].unit,
    better: 'lower',
    boots: new Set(valid.map((sample) => sample.bootId)).size,
    n: values.length,
    nInvalid: list.length - values.length,
    ...numbers(description),
    outliersMild: outliers.mild,
    outliersSevere: outliers.severe,
    lagOne: lagOne(values),
    driftPercent: trend === null ? null : trend.share * 100,
    steady: isSteady(values),
    stop: halfWidth !== null && halfWidth <= precision ? 'precise' : 'cap',
    ratioToNative: null,
    emulated: first.emulated,
  };
  return [{ ...summary, warnings: warningsOf(summary, { values, trend, calibration, invalidReasons: reasons(list) }) }];
}

function cellOf(
  sample: Sample,
): Pick<Summary, 'workload' | 'preset' | 'phase' | 'operation' | 'target' | 'transport' | 'concurrency' | 'cacheState'> {
  const { workload, preset, phase, operation, target, transport, concurrency, cacheState } = sample;
  return { workload, preset, phase, operation, target, transport, concurrency, cacheState };
}

function numbers(
  d: Description | null,
): Pick<
  Summary,
  'median' | 'low' | 'high' | 'mean' | 'standardDeviation' | 'minimum' | 'maximum' | 'mad' | 'p90' | 'p95' | 'p99' | 'p999'
> {
  if (d === null) {
    return {
      median: null,
      low: null,
      high: null,
      mean: null,
      standardDeviation: null,
      minimum: null,
      maximum: null,
      mad: null,
      p90: null,
      p95: null,
      p99: null,
      p999: null,
    };
  }
  const { median, interval, mean, standardDeviation, minimum, maximum, mad, p90, p95, p99, p999 } = d;
  return {
    median,
    low: interval?.low ?? null,
    high: interval?.high ?? null,
    mean,
    standardDeviation,
    minimum,
    maximum,
    mad,
    p90,
    p95,
    p99,
    p999,
  };
}

function reasons(list: readonly Sample[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { invalidReason } of list)
    if (invalidReason !== null) counts.set(invalidReason, (counts.get(invalidReason) ?? 0) + 1);
  return counts;
}

/** A ratio of medians makes sense for costs in time; memory and switches are compared by the eye. */
const COMPARED: ReadonlySet<Metric> = new Set(['latency', 'elapsed', 'elapsed_synced', 'cpu', 'user', 'system']);

function withRatios(rows: readonly Summary[]): Summary[] {
  const native = new Map<string, number>();
  for (const row of rows) {
    const key = `${workKey(row)}\u0000${row.metric}`;
    if (row.transport === 'native' && row.median !== null && row.median > 0 && !native.has(key)) native.set(key, row.median);
  }
  return rows.map((row) => {
    const base = native.get(`${workKey(row)}\u0000${row.metric}`);
    return base === undefined || row.median === null || !COMPARED.has(row.metric)
      ? row
      : { ...row, ratioToNative: row.median / base };
  });
}
