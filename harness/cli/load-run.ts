import { join } from 'node:path';
import type { RunRecord } from '../core/run-record.ts';
import type { Sample } from '../core/sample.ts';
import type { Summary } from '../core/summary.ts';
import { type RunFolder, resolveRun } from '../record/run-folder.ts';
import { readRunRecord } from '../record/run-json.ts';
import { readSamples } from '../record/samples-csv.ts';
import { summarise } from '../record/summary.ts';
import { cacheFolder } from '../system/folders.ts';
import { isRunning } from '../system/scratch.ts';

export interface LoadedRun {
  readonly folder: RunFolder;
  readonly record: RunRecord;
  readonly samples: readonly Sample[];
  readonly summaries: readonly Summary[];
  readonly bootId: string | null;
}

/** A run from disk, everything checked; the summary is computed from the samples, not read. */
export function loadRun(name: string, results: string): LoadedRun {
  const folder = resolveRun(name, results);
  const record = readRunRecord(folder.runJson);
  const samples = readSamples(folder.samples);
  const summaries = summarise(samples, { precision: record.config.precision, calibration: record.calibration });
  return { folder, record: asFound(record), samples, summaries, bootId: samples.at(-1)?.bootId ?? null };
}

/** A record that says `running` although nobody runs it was left by a killed program. */
export function asFound(record: RunRecord): RunRecord {
  const isAlive = record.status !== 'running' || isRunning(join(cacheFolder(), 'scratch'), record.id);
  return isAlive ? record : { ...record, status: 'interrupted', stop: 'interrupted' };
}
