import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../core/errors.ts';
import type { RunRecord } from '../core/run-record.ts';
import type { Series } from '../core/series.ts';
import { readCounters } from './counters-csv.ts';
import { readIntervals } from './histogram-log.ts';
import { readHostProbe } from './host-probe-json.ts';
import { readSeries } from './read-series.ts';
import type { RunFolder } from './run-folder.ts';
import { readRunRecord } from './run-json.ts';
import { readSampleFacts } from './sample-facts.ts';
import { summarise } from './summary.ts';
import { isSummaryOf } from './summary-csv.ts';

export interface RunVerdict {
  readonly record: RunRecord;
  /** One sentence each; empty when all files of the run fit each other. */
  readonly problems: readonly string[];
  /** Rows of samples.csv. */
  readonly samples: number;
  readonly series: readonly Series[];
}

/**
 * Whether the summary is what the samples give, counters are of steps with samples, what the far side measured is of the run's targets,
 * and histograms can be read. Throws a UserError where a
 * file cannot be read at all. Nothing is opened before its kind and size are known: a folder may come from a stranger.
 */
export function verifyRun(run: RunFolder): RunVerdict {
  const histograms = histogramsOf(run);
  for (const path of [run.runJson, run.samples, run.summary, run.counters, run.hostProbe, ...histograms]) requireReadable(path);
  const record = readRunRecord(run.runJson);
  const series = readSeries(run.samples);
  const { rows, runIds, orders } = readSampleFacts(run.samples);
  return {
    record,
    series,
    samples: rows,
    problems: [
      ...summaryProblems(run, record, series),
      ...([...runIds].some((id) => id !== record.id) ? ['samples of another run'] : []),
      ...counterProblems(run, record.id, orders),
      ...hostProbeProblems(run, record),
      ...histograms.flatMap(histogramProblems),
    ],
  };
}

const MIB = 2 ** 20;
/** Samples are read in pieces; other files as a whole, as one text, which cannot be longer. */
const MOST_BYTES = { samples: 4096 * MIB, others: 400 * MIB } as const;

function requireReadable(path: string): void {
  const state = lstatSync(path, { throwIfNoEntry: false });
  if (state === undefined) return; // The reader of the file says what that means.
  if (state.isSymbolicLink()) throw unsafe(`${path} is a link, which is not followed`);
  if (!state.isFile()) throw unsafe(`${path} is no regular file`);
  const most = path.endsWith('samples.csv') ? MOST_BYTES.samples : MOST_BYTES.others;
  if (state.size > most)
    throw unsafe(`${path} of ${Math.round(state.size / MIB)} MiB is larger than ${most / MIB} MiB and was not read`);
}

function unsafe(got: string): UserError {
  return new UserError({
    code: 'run-unsafe',
    what: 'a run cannot be read',
    got,
    expected: 'plain files of a size that the program writes',
    fix: 'do not use this folder, or ask whoever made it',
  });
}

function histogramsOf({ histograms }: RunFolder): string[] {
  const state = lstatSync(histograms, { throwIfNoEntry: false });
  if (state === undefined) return [];
  if (!state.isDirectory()) throw unsafe(`${histograms} is no folder`);
  return readdirSync(histograms)
    .filter((name) => name.endsWith('.hlog'))
    .map((name) => join(histograms, name));
}

function summaryProblems(run: RunFolder, record: RunRecord, series: readonly Series[]): string[] {
  if (record.finishedAt === null) return [];
  const stored = existsSync(run.summary) ? readFileSync(run.summary, 'utf8') : '';
  const summaries = summarise(series, { precision: record.config.precision, calibration: record.calibration });
  return isSummaryOf(stored, summaries) ? [] : ['summary.csv is not what samples.csv gives'];
}

function counterProblems(run: RunFolder, runId: string, steps: ReadonlySet<number>): string[] {
  if (!existsSync(run.counters)) return [];
  const rows = readCounters(run.counters);
  return [
    ...(rows.some((row) => row.runId !== runId) ? ['counters of another run'] : []),
    ...(rows.some(({ order }) => !steps.has(order)) ? ['counters of a step without samples'] : []),
  ];
}

function hostProbeProblems({ hostProbe }: RunFolder, { targets }: RunRecord): string[] {
  const probed = readHostProbe(hostProbe);
  const ids = new Set(targets.map(({ id }) => id));
  const told = [...(probed?.operations ?? []), ...(probed?.unavailable ?? [])];
  return [
    ...(told.some(({ target }) => !ids.has(target)) ? ['host-probe.json is of a target that the run does not have'] : []),
    ...((probed?.operations ?? []).some(({ n, samplesNs }) => n !== samplesNs.length)
      ? ['host-probe.json counts other samples than it holds']
      : []),
  ];
}

function histogramProblems(path: string): string[] {
  try {
    readIntervals(path);
    return [];
  } catch {
    // Whatever its decoder stumbled over: the file is not what the program wrote.
    return [`hist/${path.slice(path.lastIndexOf('/') + 1)} is no log of histograms`];
  }
}
