import { lstatSync } from 'node:fs';
import { UserError } from '../core/errors.ts';
import type { Database } from './database.ts';
import { LOADED, twice } from './load-files.ts';
import { RUN_COLUMNS } from './run-columns.ts';
import type { QueriedRun } from './run-files.ts';
import { definitions, text } from './sql-text.ts';
import type { Columns } from './views.ts';

export const RUNS: Columns = Object.fromEntries(Object.entries(RUN_COLUMNS).map(([name, { type }]) => [name, type]));

/** Rows of one INSERT: its text is taken apart as a whole. */
const ROWS = 200;

export async function loadRuns(database: Database, runs: readonly QueriedRun[]): Promise<void> {
  await database.run(`CREATE TABLE ${LOADED}.runs (${definitions(RUNS)})`);
  const found = new Map<string, string>();
  const rows: string[] = [];
  for (const run of runs) {
    requireFile(run.runJson);
    const record = run.record();
    const other = found.get(record.id);
    if (other !== undefined) throw twice(record.id, other, run.runJson, 'run.json');
    found.set(record.id, run.runJson);
    rows.push(
      `(${Object.values(RUN_COLUMNS)
        .map((column) => literal(column.of(record, run.path)))
        .join(', ')})`,
    );
  }
  for (let from = 0; from < rows.length; from += ROWS)
    await database.run(`INSERT INTO ${LOADED}.runs VALUES ${rows.slice(from, from + ROWS).join(', ')}`);
}

function literal(value: string | number | boolean | null): string {
  return typeof value === 'string' ? text(value) : String(value);
}

/** Links are not followed. */
function requireFile(path: string): void {
  if (lstatSync(path).isFile()) return;
  throw new UserError({
    code: 'run-unreadable',
    what: 'a run cannot be read',
    got: `${path}, which is no file`,
    expected: 'run.json as mntbench wrote it',
    fix: 'restore the file, or name other runs',
  });
}
