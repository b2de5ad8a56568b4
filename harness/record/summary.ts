import { workKey } from '../core/cell.ts';
import type { Calibration } from '../core/run-record.ts';
import { METRICS, type Metric } from '../core/sample.ts';
import type { Series } from '../core/series.ts';
import type { Summary } from '../core/summary.ts';
import { type Description, describe } from '../stats/describe.ts';
import { relativeHalfWidth } from '../stats/median-interval.ts';
import { drift, isSteady, lagOne } from '../stats/order-checks.ts';
import { countOutliers } from '../stats/outliers.ts';
import { ModeFinder } from './modes.ts';
import { warningsOf } from './summary-warnings.ts';

export interface SummaryOptions {
  readonly precision: number;
  readonly calibration: Calibration | null;
}

/** One row for each series. Invalid samples are counted and take no part. */
export function summarise(all: readonly Series[], options: SummaryOptions): Summary[] {
  const modes = new ModeFinder();
  return withRatios(all.map((series) => summaryOf(series, options, modes)));
}

function summaryOf(series: Series, { precision, calibration }: SummaryOptions, modes: ModeFinder): Summary {
  const { cell, runId, metric, values, emulated } = series;
  const description = describe(values);
  const trend = drift(values);
  const halfWidth = description === null ? null : relativeHalfWidth(description.median, description.interval);
  const outliers = description === null ? { mild: 0, severe: 0 } : countOutliers(values, description);
  const summary: Omit<Summary, 'warnings'> = {
    ...cell,
    runId,
    metric,
    unit: METRICS[metric].unit,
    better: 'lower',
    boots: new Set(series.boots).size,
    n: values.length,
    nInvalid: [...series.invalid.values()].reduce((sum, count) => sum + count, 0),
    ...numbers(description),
    outliersMild: outliers.mild,
    outliersSevere: outliers.severe,
    lagOne: lagOne(values),
    driftPercent: trend === null ? null : trend.share * 100,
    steady: isSteady(values),
    stop: halfWidth !== null && halfWidth <= precision ? 'precise' : 'cap',
    ratioToNative: null,
    emulated,
  };
  return { ...summary, warnings: warningsOf(summary, { series, trend, calibration, modes }) };
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
