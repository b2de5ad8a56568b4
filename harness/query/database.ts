import { createRequire } from 'node:module';
import { errorCode, errorText, UserError } from '../core/errors.ts';
import type { Json } from '../core/json.ts';
import { jsonOf, type Loose } from './value.ts';

/**
 * DuckDB in memory. The package is optional, so that its types are not imported either: the program must compile without it. What
 * is used of it is described here.
 */
const PACKAGE = '@duckdb/node-api';

interface Module {
  readonly DuckDBInstance: { create(path: string, settings: Readonly<Record<string, string>>): Promise<Instance> };
}

interface Instance {
  connect(): Promise<Connection>;
  closeSync(): void;
}

interface Connection {
  run(sql: string): Promise<Materialized>;
  extractStatements(sql: string): Promise<{ readonly count: number; prepare(index: number): Promise<Prepared> }>;
  interrupt(): void;
  closeSync(): void;
}

interface Prepared {
  readonly statementType: number;
}

interface Materialized {
  readonly rowCount: number;
  deduplicatedColumnNames(): string[];
  columnTypes(): readonly { readonly typeId: number; toString(): string }[];
  yieldRows(): AsyncIterable<Loose[][]>;
}

/** Ten million samples with all columns; nothing is taken before it is needed. */
export const MEMORY = '4GB';

const SETTINGS = {
  memory_limit: MEMORY,
  /** Empty: what does not fit into memory fails, where DuckDB would otherwise make a folder in the current one. */
  temp_directory: '',
  autoinstall_known_extensions: 'false',
  autoload_known_extensions: 'false',
  allow_community_extensions: 'false',
  allow_persistent_secrets: 'false',
} as const;

/** A query of minutes is a mistake in a join. */
export const QUERY_SECONDS = 300;

/** By duckdb_statement_type of the C interface. */
const SELECT = 1;

/** By duckdb_type: whole, floating and decimal numbers. */
const NUMBERS: ReadonlySet<number> = new Set([2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 16, 19, 32, 35]);

export interface ResultColumn {
  readonly name: string;
  /** As DuckDB writes it: `BIGINT`, `DOUBLE[]`. */
  readonly type: string;
  readonly isNumber: boolean;
}

/** Complete before the first row is handed on: no error comes in the middle. */
export interface QueryResult {
  readonly columns: readonly ResultColumn[];
  readonly rowCount: number;
  /** In pieces of some thousand rows. */
  rows(): AsyncIterable<readonly (readonly Json[])[]>;
}

/** DuckDB refused what it was given. The message is its own. */
export class DatabaseError extends Error {
  override readonly name = 'DatabaseError';
}

export class Database implements Disposable {
  readonly #instance: Instance;
  readonly #connection: Connection;

  private constructor(instance: Instance, connection: Connection) {
    this.#instance = instance;
    this.#connection = connection;
  }

  /** `ordered`: rows keep the order of their files, for half of the speed of reading them. */
  static async open({ ordered }: { readonly ordered: boolean }): Promise<Database> {
    const { DuckDBInstance } = load();
    const instance = await DuckDBInstance.create(':memory:', { ...SETTINGS, preserve_insertion_order: String(ordered) });
    return new Database(instance, await instance.connect());
  }

  /** From here on no statement reads or writes a file, loads an extension or changes that. */
  async lock(): Promise<void> {
    await this.run('SET enable_external_access = false');
    await this.run('SET lock_configuration = true');
  }

  async run(sql: string): Promise<void> {
    await asked(() => this.#connection.run(sql));
  }

  /** How many statements the text has; if it is one, it is bound to what the database holds. Nothing is executed. */
  async statement(sql: string): Promise<{ readonly count: number; readonly isQuery: boolean }> {
    return asked(async () => {
      const statements = await this.#connection.extractStatements(sql);
      const { count } = statements;
      return { count, isQuery: count === 1 && (await statements.prepare(0)).statementType === SELECT };
    });
  }

  /** The result as a whole. */
  async read(sql: string, seconds: number = QUERY_SECONDS): Promise<QueryResult> {
    const timer = setTimeout(() => this.#connection.interrupt(), seconds * 1000);
    try {
      const result = await asked(() => this.#connection.run(sql));
      const types = result.columnTypes();
      const columns = result.deduplicatedColumnNames().map((name, index) => {
        const type = types[index];
        return { name, type: String(type), isNumber: NUMBERS.has(type?.typeId ?? 0) };
      });
      return { columns, rowCount: result.rowCount, rows: () => rowsOf(result) };
    } finally {
      clearTimeout(timer);
    }
  }

  [Symbol.dispose](): void {
    this.#connection.closeSync();
    this.#instance.closeSync();
  }
}

async function* rowsOf(result: Materialized): AsyncIterable<Json[][]> {
  for await (const rows of result.yieldRows()) yield rows.map((row) => row.map(jsonOf));
}

async function asked<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw new DatabaseError(errorText(error), { cause: error });
  }
}

/** Not by `import()`, which takes the text of two hundred CommonJS files apart to find their exports, for a tenth of a second. */
const require = createRequire(import.meta.url);

function load(): Module {
  try {
    return require(PACKAGE) as Module;
  } catch (error) {
    throw new UserError(
      {
        code: 'duckdb-missing',
        what: 'DuckDB, which queries and Parquet need, is not there',
        got: `${errorCode(error) ?? 'an error'} on the optional package ${PACKAGE}`,
        expected: `${PACKAGE} with its library for this machine`,
        fix: 'npm install --include=optional',
      },
      { cause: error },
    );
  }
}
