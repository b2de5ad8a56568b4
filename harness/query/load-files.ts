import { UserError } from '../core/errors.ts';
import { type CsvFile, invalid, probe } from './csv-file.ts';
import { type Database, DatabaseError } from './database.ts';
import { beyondLimits } from './limits.ts';
import { filesOf, type QueriedRun } from './run-files.ts';
import { definitions, name, text } from './sql-text.ts';
import type { FileView } from './views.ts';

/** Where the rows lie; what users see are views on them. */
export const LOADED = 'loaded';

/** Fills a table with the rows of all runs, of the wanted columns only: most of the time goes into making values. */
export async function loadFiles(
  database: Database,
  view: FileView,
  runs: readonly QueriedRun[],
  wanted: readonly string[],
): Promise<void> {
  const columns = Object.fromEntries(Object.entries(view.columns).filter(([column]) => wanted.includes(column)));
  await database.run(`CREATE TABLE ${LOADED}.${view.name} (${definitions(columns)})`);
  const files = filesOf(view, runs)
    .map((path) => probe(path, view))
    .filter((file) => file !== null);
  requireOnce(files, view);
  const rows = rowsOf(files, view, wanted);
  if (rows === null) return;
  try {
    await database.run(`INSERT INTO ${LOADED}.${view.name} BY NAME ${rows}`);
  } catch (error) {
    throw error instanceof DatabaseError ? (beyondLimits(error) ?? unreadable(error, files, view)) : error;
  }
  await requireNumbers(database, view, files, columns);
}

/** SQL of all rows; null where there are none. Files with the same head are read as one. */
function rowsOf(files: readonly CsvFile[], view: FileView, wanted: readonly string[], withFile = false): string | null {
  const parts = [...byHead(files).values()].map((group) => {
    const head = group[0]?.head ?? [];
    const types = head.map((column) => `${text(column)}: '${view.columns[column] ?? 'VARCHAR'}'`);
    const selected = [...head.filter((column) => wanted.includes(column)).map(name), ...(withFile ? ['filename'] : [])];
    return `SELECT ${selected.join(', ')} FROM read_csv([${group.map(({ path }) => text(literally(path))).join(', ')}],
      columns = {${types.join(', ')}}, ${CSV}${withFile ? ', filename = true' : ''})`;
  });
  return parts.length === 0 ? null : parts.join('\nUNION ALL BY NAME ');
}

function byHead(files: readonly CsvFile[]): Map<string, CsvFile[]> {
  const groups = new Map<string, CsvFile[]>();
  for (const file of files) {
    const key = file.head.join(',');
    groups.set(key, [...(groups.get(key) ?? []), file]);
  }
  return groups;
}

/** Everything is said: nothing is found out from the content or the path. */
const CSV = `auto_detect = false, header = true, delim = ',', quote = '"', escape = '"', nullstr = '', strict_mode = true,
      compression = 'none', hive_partitioning = false`;

/** A path is a pattern to DuckDB; in brackets, what means something in a pattern means itself. */
function literally(path: string): string {
  return path.replace(/[*?[]/g, '[$&]');
}

/** The same run under two names would count twice. */
function requireOnce(files: readonly CsvFile[], view: FileView): void {
  const seen = new Map<string, string>();
  for (const { runId, path } of files) {
    if (runId === null) continue;
    const other = seen.get(runId);
    if (other !== undefined) throw twice(runId, other, path, view.name);
    seen.set(runId, path);
  }
}

export function twice(runId: string, first: string, second: string, what: string): UserError {
  return new UserError({
    code: 'run-twice',
    what: 'one run is there twice',
    got: `${what} of ${runId} in ${first} and in ${second}`,
    expected: 'each run once, so that its rows count once',
    fix: 'name only one of them',
  });
}

/** A CSV file can hold `nan`, `inf` and negative numbers; a record cannot. */
async function requireNumbers(
  database: Database,
  view: FileView,
  files: readonly CsvFile[],
  columns: FileView['columns'],
): Promise<void> {
  const doubles = Object.keys(columns).filter((column) => columns[column] === 'DOUBLE');
  if (doubles.length === 0) return;
  const tests = doubles.map((column) => `NOT isfinite(${name(column)})${column === 'value' ? ` OR ${name(column)} < 0` : ''}`);
  const wrong = (from: string, what: string): string => `SELECT ${what} FROM ${from} WHERE ${tests.join(' OR ')} LIMIT 1`;
  if ((await database.read(wrong(`${LOADED}.${view.name}`, '1'))).rowCount === 0) return;
  const rows = rowsOf(files, view, doubles, true);
  const found = await database.read(wrong(`(${rows})`, ['filename', ...doubles.map(name)].join(', ')));
  for await (const [row] of found.rows()) {
    const [path, ...values] = row ?? [];
    const index = values.findIndex((value) => value !== null && (typeof value !== 'number' || value < 0));
    throw invalid(String(path), view, `${doubles[index]} is ${String(values[index])}`);
  }
}

/** DuckDB names the file and the line in many lines, with advice on options that users do not have. */
function unreadable(error: DatabaseError, files: readonly CsvFile[], view: FileView): UserError {
  const { message } = error;
  const path = /^ {2}file = (.*)$/m.exec(message)?.[1];
  const line = /CSV Error on Line: (\d+)/.exec(message)?.[1];
  const why = /^(?:Error when converting.*|Expected Number of Columns.*|Value with.*|Maximum line size.*|.*unicode.*)$/im.exec(
    message,
  )?.[0];
  const known = files.find((file) => file.path === path)?.path ?? (files.length === 1 ? files[0]?.path : null);
  const place = line === undefined ? '' : `line ${line}: `;
  return invalid(known ?? 'one of the files', view, place + (why ?? message.split('\n')[0] ?? message), error);
}
