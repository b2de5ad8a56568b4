import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';

/** RFC 4180 with a head line. */
export function csvText(rows: readonly (readonly unknown[])[]): string {
  return stringify(rows.map((row) => row.map(textOf)));
}

/** By column name. A last line that was cut by a crash is left out. Throws when a row has another number of fields than the head. */
export function csvRows(text: string): Record<string, string>[] {
  const whole = text.endsWith('\n') ? text : text.slice(0, text.lastIndexOf('\n') + 1);
  return parse(whole, { columns: true, skip_empty_lines: true });
}

function textOf(value: unknown): string {
  return value === null || value === undefined ? '' : String(value);
}
