import type { Json } from '../core/json.ts';
import { type Column, table } from './table.ts';
import { terminalText } from './terminal-text.ts';

export interface ColumnOfResult {
  readonly name: string;
  readonly isNumber: boolean;
}

/** The first rows of an answer as a table. `total`: how many there are. */
export function queryTable(columns: readonly ColumnOfResult[], rows: readonly (readonly Json[])[], total: number): string {
  const titles = columns.map(({ name, isNumber }): Column => ({ title: terminalText(name), align: isNumber ? 'right' : 'left' }));
  const more = total - rows.length;
  return [
    table(
      titles,
      rows.map((row) => row.map((value) => terminalText(tableCell(value)))),
    ),
    ...(total === 0 ? ['no rows'] : []),
    ...(more > 0 ? [`… ${more} more row${more === 1 ? '' : 's'} (use --format csv)`] : []),
    '',
  ].join('\n');
}

/** Whole numbers as they are, others to six digits. */
function tableCell(value: Json): string {
  if (value === null) return '-';
  if (typeof value !== 'number') return csvCell(value);
  return String(Number.isInteger(value) ? value : Number(value.toPrecision(6)));
}

/** Everything: lists and structs as JSON. */
export function csvCell(value: Json): string {
  if (value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** A row as a JSON object. */
export function jsonRow(columns: readonly ColumnOfResult[], row: readonly Json[]): string {
  return terminalText(JSON.stringify(Object.fromEntries(columns.map(({ name }, index) => [name, row[index] ?? null]))));
}
