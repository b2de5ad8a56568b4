import { Database, DatabaseError, type QueryResult } from './database.ts';
import { beyondLimits } from './limits.ts';
import { LOADED, loadFiles } from './load-files.ts';
import { loadRuns, RUNS } from './load-runs.ts';
import { requireReadOnly } from './read-only.ts';
import type { QueriedRun } from './run-files.ts';
import { sqlError } from './sql-error.ts';
import { definitions, name } from './sql-text.ts';
import { type Columns, FILE_VIEWS } from './views.ts';

const VIEWS: readonly { readonly name: string; readonly columns: Columns }[] = [...FILE_VIEWS, { name: 'runs', columns: RUNS }];

/**
 * Answers one statement over the files of all runs. They are read into memory, then the database is locked, then the statement is
 * run: it finds no file that it could reach.
 */
export async function query(sql: string, runs: readonly QueriedRun[]): Promise<QueryResult> {
  await requireQuery(sql);
  const guess = mentioned(sql);
  if (guess !== null) {
    try {
      return await answer(sql, runs, guess);
    } catch (error) {
      if (!(error instanceof NotLoaded)) throw error;
    }
  }
  return answer(sql, runs, EVERYTHING);
}

/** Faults of the statement are told before the first file is opened. */
async function requireQuery(sql: string): Promise<void> {
  using database = await Database.open({ ordered: false });
  for (const { name: view, columns } of VIEWS) await database.run(`CREATE TABLE ${view} (${definitions(columns)})`);
  await database.lock();
  await requireReadOnly(database, sql);
}

/** True for what has to be read: a whole view, or a column of it. */
type Wanted = (word: string) => boolean;

const EVERYTHING: Wanted = () => true;

/**
 * The words of a statement: a column that is not among them is most likely not needed, and reading it would cost as much as reading
 * one that is. Where the guess is wrong, the statement meets a column that only raises NOT_LOADED, and everything is read. Null where
 * that error could be caught by the statement, or a name be put together by it.
 */
function mentioned(sql: string): Wanted | null {
  if (EVERY_COLUMN.test(sql)) return null;
  const words = new Set(sql.toLowerCase().match(/[a-z_][a-z_0-9]*/g));
  return COULD_HIDE.some((word) => words.has(word)) ? null : (word) => words.has(word);
}

/** A hint that saves reading twice; other ways to say so are found out. */
const EVERY_COLUMN = /(?:\bselect|[,.]|\bcolumns\s*\()\s*\*|^\s*(?:from\b(?![\s\S]*\bselect\b)|(?:table|summarize)\b)/i;
const COULD_HIDE = ['try', 'query', 'query_table'];
const NOT_LOADED = 'mntbench has not read this column';

class NotLoaded extends Error {}

async function answer(sql: string, runs: readonly QueriedRun[], wants: Wanted): Promise<QueryResult> {
  using database = await Database.open({ ordered: false });
  await database.run(`CREATE SCHEMA ${LOADED}`);
  for (const view of FILE_VIEWS) {
    const columns = Object.keys(view.columns).filter(wants);
    // A table has at least one column, and rows are counted by any.
    const read = columns.length > 0 ? columns : Object.keys(view.columns).slice(0, 1);
    if (wants(view.name)) await loadFiles(database, view, runs, read);
    await database.run(viewSql(view, wants(view.name) ? read : null));
  }
  if (wants('runs')) await loadRuns(database, runs);
  await database.run(viewSql({ name: 'runs', columns: RUNS }, wants('runs') ? Object.keys(RUNS) : null));
  await database.lock();
  try {
    return await database.read(sql);
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error;
    if (error.message.includes(NOT_LOADED)) throw new NotLoaded();
    throw beyondLimits(error) ?? sqlError(error, sql);
  }
}

/** `read`: the columns that were; null: not even the rows. */
function viewSql(view: { readonly name: string; readonly columns: Columns }, read: readonly string[] | null): string {
  const columns = Object.entries(view.columns).map(([column, type]) =>
    read?.includes(column) === true ? name(column) : `CAST(error('${NOT_LOADED}') AS ${type}) AS ${name(column)}`,
  );
  const from = read === null ? `(VALUES (1)) WHERE CAST(error('${NOT_LOADED}') AS BOOLEAN)` : `${LOADED}.${view.name}`;
  return `CREATE VIEW ${view.name} AS SELECT ${columns.join(', ')} FROM ${from}`;
}
