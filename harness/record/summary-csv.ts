import { SUMMARY_COLUMNS, SUMMARY_SCHEMA_VERSION, type Summary } from '../core/summary.ts';
import { writeWholeFile } from '../system/whole-file.ts';
import { csvText } from './csv.ts';

const CONSTANTS = { schemaVersion: SUMMARY_SCHEMA_VERSION, ciLevel: 0.95, ciMethod: 'order-statistics' } as const;

type Columns = readonly (readonly [column: string, field: (typeof SUMMARY_COLUMNS)[keyof typeof SUMMARY_COLUMNS]])[];

const COLUMNS: Columns = Object.entries(SUMMARY_COLUMNS);

/** summary.csv as text; equal for equal summaries. What is suppressed is empty, not 0. */
export function summaryCsv(rows: readonly Summary[], columns = COLUMNS): string {
  const body = rows.map((row) => columns.map(([, field]) => cellOf(field, row)));
  return csvText([columns.map(([column]) => column), ...body]);
}

/** True when the text is what these summaries give. An earlier version's file may lack the columns that were added at the end since. */
export function isSummaryOf(text: string, rows: readonly Summary[]): boolean {
  const head = text.slice(0, text.indexOf('\n'));
  const known = COLUMNS.slice(0, head.split(',').length);
  return known.some(([column]) => column === LAST_OF_FIRST_VERSION) && text === summaryCsv(rows, known);
}

const LAST_OF_FIRST_VERSION = 'ratio_to_native' satisfies keyof typeof SUMMARY_COLUMNS;

export function writeSummary(path: string, rows: readonly Summary[]): void {
  writeWholeFile(path, summaryCsv(rows));
}

function cellOf(field: Columns[number][1], row: Summary): unknown {
  if (field === 'warnings') return row.warnings.map((warning) => warning.code).join(';');
  return field === 'schemaVersion' || field === 'ciLevel' || field === 'ciMethod' ? CONSTANTS[field] : row[field];
}
