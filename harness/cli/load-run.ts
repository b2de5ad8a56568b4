import type { RunRecord } from '../core/run-record.ts';
import type { Series } from '../core/series.ts';
import type { Summary } from '../core/summary.ts';
import { readSeries } from '../record/read-series.ts';
import { type RunFolder, resolveRun } from '../record/run-folder.ts';
import { readRunRecord } from '../record/run-json.ts';
import { summarise } from '../record/summary.ts';
import { asFound } from './as-found.ts';

export interface LoadedRun {
  readonly folder: RunFolder;
  readonly record: RunRecord;
  readonly series: readonly Series[];
  readonly summaries: readonly Summary[];
  /** Null where /proc did not tell. */
  readonly bootId: string | null;
}

/** A run as the user names it. */
export function loadRun(name: string, results: string): LoadedRun {
  return loadRunFolder(resolveRun(name, results));
}

/** A run from disk, everything checked; the summary is computed from the samples, not read. */
export function loadRunFolder(folder: RunFolder): LoadedRun {
  const record = readRunRecord(folder.runJson);
  const series = readSeries(folder.samples);
  const summaries = summarise(series, { precision: record.config.precision, calibration: record.calibration });
  return { folder, record: asFound(record), series, summaries, bootId: bootOf(series, record) };
}

/** A run goes on in the boot in which it began: any value tells which, and without a value what was read before the run. */
function bootOf(series: readonly Series[], { environment: { before } }: RunRecord): string | null {
  const measured = series.flatMap(({ bootIds }) => bootIds).findLast((id) => id !== null);
  if (measured !== undefined) return measured;
  const isRead = typeof before === 'object' && before !== null && 'bootId' in before && typeof before.bootId === 'string';
  return isRead ? String(before.bootId) : null;
}
