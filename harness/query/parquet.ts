import { lstatSync, renameSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { UserError } from '../core/errors.ts';
import { makeFolder } from '../system/make-folder.ts';
import { removeTree } from '../system/remove-tree.ts';
import { Database, DatabaseError } from './database.ts';
import { LOADED, loadFiles } from './load-files.ts';
import { loadRuns } from './load-runs.ts';
import type { QueriedRun } from './run-files.ts';
import { text } from './sql-text.ts';
import { FILE_VIEWS, type FileView } from './views.ts';

/** Rows written, by view. */
export type ParquetCounts = Readonly<Record<FileView['name'] | 'runs', number>>;

/**
 * All runs as `<out>/<view>/machine_id=…/kernel=…/*.parquet`, which other engines read as one table per view. `out` must not exist;
 * it appears when it is complete.
 */
export async function exportParquet(runs: readonly QueriedRun[], out: string): Promise<ParquetCounts> {
  const place = resolve(out);
  if (lstatSync(place, { throwIfNoEntry: false }) !== undefined) throw exists(place);
  using database = await Database.open({ ordered: true });
  await database.run(`CREATE SCHEMA ${LOADED}`);
  await loadRuns(database, runs);
  for (const view of FILE_VIEWS) {
    await loadFiles(database, view, runs, Object.keys(view.columns));
    await requireKnownRuns(database, view);
  }
  const partial = join(dirname(place), `.${basename(place)}.${process.pid}.partial`);
  removeTree(partial);
  makeFolder(partial);
  try {
    for (const [view, sql] of Object.entries(ROWS)) await write(database, sql, join(partial, view));
    if (lstatSync(place, { throwIfNoEntry: false }) !== undefined) throw exists(place);
    renameSync(partial, place);
  } catch (error) {
    removeTree(partial);
    throw error instanceof DatabaseError ? notWritten(place, error) : error;
  }
  return Object.fromEntries(await Promise.all(Object.keys(ROWS).map(async (view) => [view, await count(database, view)])));
}

const KERNEL = "coalesce(nullif(kernel_release, ''), 'unknown') AS kernel";

/** Where a run lay on this machine is nobody else's business. */
const ROWS: Readonly<Record<keyof ParquetCounts, string>> = {
  runs: `SELECT * EXCLUDE (path), ${KERNEL} FROM ${LOADED}.runs ORDER BY run_id`,
  samples: ofRun('samples', '"order"'),
  summary: ofRun('summary'),
  counters: ofRun('counters', '"order"'),
};

function ofRun(view: FileView['name'], ...order: readonly string[]): string {
  return `SELECT rows.*, runs.machine_id, ${KERNEL} FROM ${LOADED}.${view} AS rows JOIN ${LOADED}.runs AS runs USING (run_id)
    ORDER BY ${['run_id', ...order].join(', ')}`;
}

/** Names of folders are percent-encoded by DuckDB, and decoded by whoever reads them. */
async function write(database: Database, rows: string, folder: string): Promise<void> {
  const options = 'FORMAT parquet, COMPRESSION zstd, PARTITION_BY (machine_id, kernel)';
  await database.run(`COPY (${rows}) TO ${text(folder)} (${options})`);
}

async function count(database: Database, view: string): Promise<number> {
  for await (const [row] of (await database.read(`SELECT count(*) FROM ${LOADED}.${view}`)).rows()) return Number(row?.[0]);
  throw new Error(`no count of ${view}`);
}

/** A row belongs to the machine and kernel of its run: of a run that is not there, nobody knows them. */
async function requireKnownRuns(database: Database, { name: view }: FileView): Promise<void> {
  const result = await database.read(
    `SELECT run_id FROM ${LOADED}.${view} WHERE run_id IS NULL OR run_id NOT IN (SELECT run_id FROM ${LOADED}.runs)
      LIMIT 1`,
  );
  for await (const [row] of result.rows())
    throw new UserError({
      code: 'run-unknown',
      what: 'rows of another run',
      got: `${view} of ${String(row?.[0])}, of which there is no run.json`,
      expected: 'in the folder of a run only its own rows',
      fix: 'mntbench verify FOLDER tells which run it is',
    });
}

function exists(place: string): UserError {
  return new UserError({
    code: 'out-exists',
    what: 'an export does not replace anything',
    got: `${place}, which exists`,
    expected: 'the name of a folder that is not there yet',
    fix: 'name another one, or remove it',
  });
}

function notWritten(place: string, cause: DatabaseError): UserError {
  return new UserError(
    {
      code: 'parquet-not-written',
      what: 'the Parquet files cannot be written',
      got: `${cause.message} for ${place}`,
      expected: 'a folder that can be written, with room for the files, and memory for the rows of one view',
      fix: 'name another place, or fewer runs',
    },
    { cause },
  );
}
