import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type TableReport, validateTables } from './validate.ts';

/* The published tables for tests, whole or with something changed. */

export const PUBLISHED_FILE = fileURLToPath(new URL('./testdata/published-tables.json', import.meta.url));
const PUBLISHED = readFileSync(PUBLISHED_FILE, 'utf8');

/** What a test changes; the shapes are those of the file. */
// biome-ignore lint/suspicious/noExplicitAny: tests write wrong types on purpose
export type Alterable = any;

/** One table of the published file after a change. */
export function tableText(id: string, alter: (table: Alterable) => void = () => {}): string {
  const table = JSON.parse(PUBLISHED).tables[id];
  alter(table);
  return JSON.stringify({ schemaVersion: 1, tables: { [id]: table } });
}

export function validated(id: string, alter?: (table: Alterable) => void, seed = 1): TableReport {
  const [report] = validateTables(tableText(id, alter), 'tables.json', { seed }).tables;
  if (report === undefined) throw new Error(`no report of ${id}`);
  return report;
}

export function pointOf(
  { points }: TableReport,
  row: string | RegExp,
  n: number | null,
  quantity?: string,
): TableReport['points'][number] {
  const isRow = (text: string): boolean => (typeof row === 'string' ? text === row : row.test(text));
  const found = points.find(
    (point) => isRow(point.row) && point.n === n && (quantity === undefined || point.quantity === quantity),
  );
  if (found === undefined)
    throw new Error(`no point ${row} ${n} among ${points.map((point) => `${point.row} ${point.n}`).join(', ')}`);
  return found;
}
