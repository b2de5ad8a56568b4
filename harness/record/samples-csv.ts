import { existsSync, readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import { errorCode, UserError } from '../core/errors.ts';
import { SAMPLE_COLUMNS, SAMPLE_SCHEMA_VERSION, type Sample, sampleSchema } from '../core/sample.ts';
import { type AppendOnlyFile, cutHalfLine, openAppendOnly, writeWholeFile } from '../system/whole-file.ts';

const COLUMNS = Object.entries(SAMPLE_COLUMNS);
const HEADER = `${Object.keys(SAMPLE_COLUMNS).join(',')}\n`;

/** samples.csv while a run writes it. */
export class SampleLog {
  readonly #path: string;
  #file: AppendOnlyFile;

  constructor(path: string) {
    this.#path = path;
    const isNew = !existsSync(path);
    if (!isNew) cutHalfLine(path);
    this.#file = openAppendOnly(path);
    if (isNew) this.#file.append(HEADER);
  }

  /** On disk when this returns. */
  append(samples: readonly Sample[]): void {
    if (samples.length > 0) this.#file.append(rowsOf(samples));
  }

  /**
   * Marks rows that turned out to be wrong. Rare, and the only time that written rows change: the file is replaced as a whole, so
   * that a reader who knows nothing of us never takes an invalid value for a valid one.
   */
  invalidate(matches: (sample: Sample) => boolean, reason: string): number {
    const all = readSamples(this.#path);
    const marked = all.map((sample) =>
      sample.valid && matches(sample) ? { ...sample, valid: false, invalidReason: reason } : sample,
    );
    const changed = marked.filter((sample, index) => sample !== all[index]).length;
    if (changed === 0) return 0;
    this.#file.close();
    writeWholeFile(this.#path, HEADER + rowsOf(marked));
    this.#file = openAppendOnly(this.#path);
    return changed;
  }

  close(): void {
    this.#file.close();
  }
}

function rowsOf(samples: readonly Sample[]): string {
  const rows = samples.map((sample) =>
    COLUMNS.map(([, field]) => (field === 'schemaVersion' ? SAMPLE_SCHEMA_VERSION : textOf(sample[field]))),
  );
  return stringify(rows);
}

function textOf(value: string | number | boolean | null): string {
  return value === null ? '' : String(value);
}

/** Reads and checks every row. A last line that was cut by a crash is left out; any other fault is an error that names file and line. */
export function readSamples(path: string): Sample[] {
  const text = readText(path);
  const whole = text.endsWith('\n') ? text : text.slice(0, text.lastIndexOf('\n') + 1);
  let rows: Record<string, string>[];
  try {
    rows = parse(whole, { columns: true, skip_empty_lines: true });
  } catch (error) {
    throw invalid(path, 'not a CSV file', error);
  }
  return rows.map((row, index) => toSample(row, path, index + 2));
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw invalid(path, errorCode(error) ?? 'an error', error);
  }
}

const NUMBERS: ReadonlySet<string> = new Set(['block', 'order', 'process', 'concurrency', 'iteration', 'value', 'operations']);
const NULLABLE: ReadonlySet<string> = new Set(['bootId', 'value', 'invalidReason']);

function toSample(row: Readonly<Record<string, string>>, path: string, line: number): Sample {
  const version = Number(row.schema_version);
  if (version !== SAMPLE_SCHEMA_VERSION) {
    throw invalid(
      path,
      `line ${line}: schema version ${row.schema_version ?? 'missing'}, this program reads ${SAMPLE_SCHEMA_VERSION}`,
    );
  }
  const fields: Record<string, unknown> = {};
  for (const [column, field] of COLUMNS) {
    if (field === 'schemaVersion') continue;
    const text = row[column];
    if (text === undefined) throw invalid(path, `line ${line}: column ${column} is missing`);
    fields[field] =
      text === '' && NULLABLE.has(field)
        ? null
        : field === 'valid'
          ? text === 'true'
          : NUMBERS.has(field)
            ? Number(text || Number.NaN)
            : text;
  }
  const parsed = sampleSchema.safeParse(fields);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw invalid(path, `line ${line}: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'invalid'}`);
  }
  return parsed.data;
}

function invalid(path: string, got: string, cause?: unknown): UserError {
  return new UserError(
    {
      code: 'samples-invalid',
      what: 'the samples of a run cannot be read',
      got: `${path}: ${got}`,
      expected: 'samples.csv as mntbench wrote it',
      fix: 'restore the file; summaries and reports are made from it and cannot replace it',
    },
    { cause },
  );
}
