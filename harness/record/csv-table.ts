import { readFileSync } from 'node:fs';
import type { z } from 'zod';
import { errorCode, UserError } from '../core/errors.ts';
import { csvRows, csvText } from './csv.ts';

/** A CSV file of records: what its columns hold, and how their text becomes values. */
export interface CsvTableOptions<Row> {
  /** Of the file, without `.csv`. */
  readonly name: string;
  /** In order, each with its field. */
  readonly columns: Readonly<Record<string, (keyof Row & string) | 'schemaVersion'>>;
  readonly version: number;
  readonly schema: z.ZodType<Row>;
  readonly numbers: readonly (keyof Row & string)[];
  readonly booleans: readonly (keyof Row & string)[];
  /** Empty text is null. */
  readonly nullable: readonly (keyof Row & string)[];
  /** May be missing as a column. */
  readonly later: readonly (keyof Row & string)[];
  /** What to do about a file that cannot be read. */
  readonly fix: string;
}

export class CsvTable<Row extends object> {
  readonly head: string;
  readonly #options: CsvTableOptions<Row>;
  readonly #columns: readonly (readonly [column: string, field: (keyof Row & string) | 'schemaVersion'])[];

  constructor(options: CsvTableOptions<Row>) {
    this.#options = options;
    this.#columns = Object.entries(options.columns);
    this.head = csvText([Object.keys(options.columns)]);
  }

  /** Without the head. */
  rows(rows: readonly Row[]): string {
    const { version } = this.#options;
    return csvText(rows.map((row) => this.#columns.map(([, field]) => (field === 'schemaVersion' ? version : row[field]))));
  }

  /** Reads and checks every row. A last line that was cut by a crash is left out; any other fault is an error that names file and line. */
  read(path: string): Row[] {
    const text = this.#text(path);
    let rows: Record<string, string>[];
    try {
      rows = csvRows(text);
    } catch (error) {
      throw this.#invalid(path, 'not a CSV file', error);
    }
    return rows.map((row, index) => this.#row(row, path, index + 2));
  }

  #text(path: string): string {
    try {
      return readFileSync(path, 'utf8');
    } catch (error) {
      throw this.#invalid(path, errorCode(error) ?? 'an error', error);
    }
  }

  #row(row: Readonly<Record<string, string>>, path: string, line: number): Row {
    const { version, schema, later } = this.#options;
    if (Number(row.schema_version) !== version) {
      const got = row.schema_version ?? 'missing';
      throw this.#invalid(path, `line ${line}: schema version ${got}, this program reads ${version}`);
    }
    const fields: Record<string, unknown> = {};
    for (const [column, field] of this.#columns) {
      if (field === 'schemaVersion') continue;
      const text = row[column] ?? (later.includes(field) ? '' : undefined);
      if (text === undefined) throw this.#invalid(path, `line ${line}: column ${column} is missing`);
      fields[field] = this.#value(field, text);
    }
    const parsed = schema.safeParse(fields);
    if (parsed.success) return parsed.data;
    const issue = parsed.error.issues[0];
    throw this.#invalid(path, `line ${line}: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'invalid'}`);
  }

  #value(field: keyof Row & string, text: string): unknown {
    const { numbers, booleans, nullable } = this.#options;
    if (text === '' && nullable.includes(field)) return null;
    if (booleans.includes(field)) return text === 'true' ? true : text === 'false' ? false : text;
    return numbers.includes(field) ? Number(text || Number.NaN) : text;
  }

  #invalid(path: string, got: string, cause?: unknown): UserError {
    const { name, fix } = this.#options;
    return new UserError(
      {
        code: `${name}-invalid`,
        what: `the ${name} of a run cannot be read`,
        got: `${path}: ${got}`,
        expected: `${name}.csv as mntbench wrote it`,
        fix,
      },
      { cause },
    );
  }
}

/** The first line, with its end. */
export function headOf(path: string): string {
  const text = readFileSync(path, 'utf8');
  return text.slice(0, text.indexOf('\n') + 1);
}
