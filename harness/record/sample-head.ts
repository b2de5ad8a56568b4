import { SAMPLE_COLUMNS, SAMPLE_SCHEMA_VERSION } from '../core/sample.ts';
import type { ByteWindow } from './byte-window.ts';
import { RowFault } from './row-scanner.ts';

type ColumnName = keyof typeof SAMPLE_COLUMNS;

/** The first line of samples.csv. */
export interface SampleHead {
  /** In the order of the file; null is a column of a later program, which added it and changed no other. */
  readonly names: readonly (ColumnName | null)[];
  /** Where the first row begins. */
  readonly end: number;
  /** Lines end as on Windows: git may have made them so. */
  readonly endsWithReturn: boolean;
}

/** Files from before these columns are read as if they were empty. */
const LATER: readonly string[] = ['emulated'] satisfies ColumnName[];

/** Of columns that later programs may add. */
const NAME = /^[a-z][a-z0-9_]*$/;

/** Null where not even the first line is whole. */
export function readHead(window: ByteWindow): SampleHead | null {
  window.slide(0);
  const end = window.bytes.subarray(0, window.end).indexOf('\n');
  if (end < 0) return null;
  const text = window.bytes.toString('utf8', 0, end);
  const endsWithReturn = text.endsWith('\r');
  const names = (endsWithReturn ? text.slice(0, -1) : text).split(',');
  const problem = problemOf(names);
  if (problem === null) return { names: names.map((name) => (isColumn(name) ? name : null)), end: end + 1, endsWithReturn };
  throw newerVersion(names, window.bytes.toString('utf8', end + 1, window.end)) ?? new RowFault(`line 1: ${problem}`);
}

function problemOf(names: readonly string[]): string | null {
  const missing = Object.keys(SAMPLE_COLUMNS).find((name) => !names.includes(name) && !LATER.includes(name));
  if (missing !== undefined) return `column ${missing} is missing`;
  const strange = names.find((name) => !isColumn(name) && !NAME.test(name));
  if (strange !== undefined) return `${JSON.stringify(strange)} is no name of a column`;
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  return twice === undefined ? null : `column ${twice} stands there twice`;
}

/** A newer file may have other columns: its version is the better explanation. */
function newerVersion(names: readonly string[], rows: string): RowFault | null {
  const version = rows.split('\n', 1)[0]?.split(',')[names.indexOf('schema_version')];
  if (version === undefined || !/^\d+$/.test(version) || Number(version) === SAMPLE_SCHEMA_VERSION) return null;
  return new RowFault(`line 2: schema version ${version}, this program reads ${SAMPLE_SCHEMA_VERSION}`);
}

function isColumn(name: string): name is ColumnName {
  return Object.hasOwn(SAMPLE_COLUMNS, name);
}
