import { readFileSync } from 'node:fs';
import { UserError } from '../../core/errors.ts';
import type { Series } from '../../core/series.ts';
import type { Median } from '../../publish/index-row.ts';
import type { CheckedRun, RunFiles } from '../../publish/ports.ts';
import { csvRows, csvText } from '../../record/csv.ts';
import { jsonSchemas } from '../../record/json-schemas.ts';
import { findRuns, type RunFolder } from '../../record/run-folder.ts';
import { readRunRecord } from '../../record/run-json.ts';
import { verifyRun } from '../../record/verify-run.ts';
import { formatBytes, formatNs } from '../../report/format.ts';
import { HEADLINES } from './headlines.ts';
import { wordsOf } from './vocabulary.ts';

/** What publishing needs of the other stages. */
export function runFiles(version: string): RunFiles {
  const schemas = Object.entries(jsonSchemas());
  const words = wordsOf(schemas.map(([, schema]) => schema));
  return {
    version,
    formatNs,
    formatBytes,
    csvText,
    record: readRunRecord,
    medians: readMedians,
    check: (folder) => checked(folder, words),
    schemas: new Map(schemas.map(([name, schema]) => [`${name}.schema.json`, `${JSON.stringify(schema, null, 2)}\n`])),
  };
}

function checked(path: string, words: ReadonlySet<string>): CheckedRun {
  const { record, problems, series } = verifyRun(runAt(path));
  if (problems.length > 0) throw unsound(path, problems);
  return { record, vocabulary: new Set([...words, ...cellWords(series)]) };
}

export function runAt(path: string): RunFolder {
  const run = findRuns(path).find((found) => found.path === path);
  if (run === undefined) throw unsound(path, ['run.json is missing']);
  return run;
}

/** What the tables of a run are made of: nobody is hidden by taking his name, `clone`, out of them. */
function cellWords(series: readonly Series[]): string[] {
  const texts = series.flatMap(({ cell, metric }) => [...Object.values(cell).map(String), metric]);
  return [...new Set(texts)].flatMap((text) => text.toLowerCase().split(/[^a-z0-9]+/));
}

function readMedians(path: string): Median[] {
  const rows = rowsOf(path).filter((row) => row.concurrency === '1' && row.cache_state?.startsWith('guest-warm') === true);
  return HEADLINES.flatMap(({ workload, operation, metric, work }) =>
    rows
      .filter((row) => row.workload === workload && row.operation === operation && row.metric === metric && row.median !== '')
      .map((row) => ({ work: `${work} (${row.preset})`, transport: row.transport ?? '', medianNs: Number(row.median) }))
      .filter(({ medianNs }) => Number.isFinite(medianNs)),
  );
}

function rowsOf(path: string): Record<string, string>[] {
  try {
    return csvRows(readFileSync(path, 'utf8'));
  } catch (error) {
    throw unsound(path, ['not a CSV file'], error);
  }
}

function unsound(path: string, problems: readonly string[], cause?: unknown): UserError {
  return new UserError(
    {
      code: 'run-unsound',
      what: 'the files of a run do not fit each other',
      got: `${path}: ${problems.join('; ')}`,
      expected: 'a run as mntbench wrote it',
      fix: 'restore the files; mntbench verify tells what is wrong',
    },
    { cause },
  );
}
