import { SUMMARY_COLUMNS, SUMMARY_SCHEMA_VERSION, type Summary } from '../core/summary.ts';
import { writeWholeFile } from '../system/whole-file.ts';
import { csvRows, csvText } from './csv.ts';

const CONSTANTS = { schemaVersion: SUMMARY_SCHEMA_VERSION, ciLevel: 0.95, ciMethod: 'order-statistics' } as const;

type Columns = readonly (readonly [column: string, field: (typeof SUMMARY_COLUMNS)[keyof typeof SUMMARY_COLUMNS]])[];

const COLUMNS: Columns = Object.entries(SUMMARY_COLUMNS);

/** summary.csv as text; equal for equal summaries. What is suppressed is empty, not 0. */
export function summaryCsv(rows: readonly Summary[], columns = COLUMNS, warnings = rows.map(codesOf)): string {
  const body = rows.map((row, index) =>
    columns.map(([, field]) => (field === 'warnings' ? warnings[index] : cellOf(field, row))),
  );
  return csvText([columns.map(([column]) => column), ...body]);
}

/**
 * True when the text is what these summaries give. An earlier version's file may lack the columns that were added at the end since,
 * and may have other warnings: what deserves one is the judgement of a version, not a figure.
 */
export function isSummaryOf(text: string, rows: readonly Summary[]): boolean {
  const head = text.slice(0, text.indexOf('\n'));
  const known = COLUMNS.slice(0, head.split(',').length);
  const warnings = storedWarnings(text);
  if (warnings === null || !known.some(([column]) => column === LAST_OF_FIRST_VERSION)) return false;
  return text === summaryCsv(rows, known, warnings);
}

/** Null where the text is no summary, or holds something else than codes. */
function storedWarnings(text: string): string[] | null {
  try {
    const warnings = csvRows(text).map((row) => row.warnings ?? '');
    return warnings.every((codes) => CODES.test(codes)) ? warnings : null;
  } catch {
    return null; // Not a CSV file.
  }
}

const CODES = /^([a-z0-9-]+(;[a-z0-9-]+)*)?$/;

const LAST_OF_FIRST_VERSION = 'ratio_to_native' satisfies keyof typeof SUMMARY_COLUMNS;

export function writeSummary(path: string, rows: readonly Summary[]): void {
  writeWholeFile(path, summaryCsv(rows));
}

function codesOf(row: Summary): string {
  return row.warnings.map((warning) => warning.code).join(';');
}

function cellOf(field: Exclude<Columns[number][1], 'warnings'>, row: Summary): unknown {
  return field === 'schemaVersion' || field === 'ciLevel' || field === 'ciMethod' ? CONSTANTS[field] : row[field];
}
