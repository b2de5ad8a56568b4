import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { errorCode, UserError } from '../core/errors.ts';
import { type FileView, LATER } from './views.ts';

/** A file as far as it must be known before DuckDB reads it. */
export interface CsvFile {
  readonly path: string;
  /** Columns in the file's order. */
  readonly head: readonly string[];
  /** Of the first row; null without one. */
  readonly runId: string | null;
}

/** The head and the first row of all kinds are shorter. */
const PROBED_BYTES = 8192;

/** Null where there is no such file: nothing was counted, or the run was killed before its first sample. */
export function probe(path: string, view: FileView): CsvFile | null {
  const bytes = read(path, view);
  if (bytes === null) return null;
  const [headLine = '', first = ''] = bytes.start.split('\n');
  const head = headLine.replace(/\r$/, '').split(',');
  const missing = Object.keys(view.columns).find((column) => !head.includes(column) && !LATER.has(column));
  if (missing !== undefined) throw invalid(path, view, `column ${missing} is missing`);
  const repeated = head.find((column, index) => column === '' || head.indexOf(column) !== index);
  if (repeated !== undefined) throw invalid(path, view, `column ${JSON.stringify(repeated)} twice, or without a name`);
  if (bytes.end !== '\n') throw invalid(path, view, 'the last line has no end: the file was cut');
  if (first === '') return { path, head, runId: null };
  const row = first.split(',');
  const version = row[head.indexOf('schema_version')] ?? '';
  if (Number(version || Number.NaN) !== view.version)
    throw invalid(path, view, `line 2: schema version ${version || 'missing'}, this program reads ${view.version}`);
  return { path, head, runId: row[head.indexOf('run_id')] ?? null };
}

/** Links are not followed: a stranger's repository may hold any. Nor does opening wait for the other end of a FIFO. */
const FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

function read(path: string, view: FileView): { readonly start: string; readonly end: string } | null {
  let file: number;
  try {
    file = openSync(path, FLAGS);
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT') return null;
    throw invalid(path, view, code === 'ELOOP' ? 'a symbolic link' : (code ?? 'an error'), error);
  }
  try {
    const state = fstatSync(file);
    if (!state.isFile()) throw invalid(path, view, 'not a file');
    const bytes = Buffer.alloc(PROBED_BYTES);
    const length = readSync(file, bytes, 0, PROBED_BYTES, 0);
    const start = bytes.toString('utf8', 0, length);
    readSync(file, bytes, 0, 1, Math.max(0, state.size - 1));
    return { start, end: bytes.toString('latin1', 0, 1) };
  } finally {
    closeSync(file);
  }
}

export function invalid(path: string, { name }: FileView, got: string, cause?: unknown): UserError {
  return new UserError(
    {
      code: `${name}-invalid`,
      what: `the ${name} of a run cannot be read`,
      got: `${path}: ${got}`,
      expected: `${name}.csv as mntbench wrote it`,
      fix: 'mntbench verify FOLDER tells what is wrong with which run; name the others, or restore the file',
    },
    { cause },
  );
}
