import { stringify } from 'csv-stringify/sync';
import { SUMMARY_COLUMNS, SUMMARY_SCHEMA_VERSION, type Summary } from '../core/summary.ts';
import { writeWholeFile } from '../system/whole-file.ts';

const CONSTANTS = { schemaVersion: SUMMARY_SCHEMA_VERSION, ciLevel: 0.95, ciMethod: 'order-statistics' } as const;

/** summary.csv as text; equal for equal summaries. What is suppressed is empty, not 0. */
export function summaryCsv(rows: readonly Summary[]): string {
  const columns = Object.entries(SUMMARY_COLUMNS);
  const body = rows.map((row) => columns.map(([, field]) => textOf(field, row)));
  return stringify([columns.map(([column]) => column), ...body]);
}

export function writeSummary(path: string, rows: readonly Summary[]): void {
  writeWholeFile(path, summaryCsv(rows));
}

function textOf(field: (typeof SUMMARY_COLUMNS)[keyof typeof SUMMARY_COLUMNS], row: Summary): string {
  if (field === 'warnings') return row.warnings.map((warning) => warning.code).join(';');
  const value = field === 'schemaVersion' || field === 'ciLevel' || field === 'ciMethod' ? CONSTANTS[field] : row[field];
  return value === null ? '' : String(value);
}
