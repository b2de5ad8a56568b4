import { once } from 'node:events';
import { resolve } from 'node:path';
import { errorCode } from '../core/errors.ts';
import type { Json } from '../core/json.ts';
import type { QueryResult } from '../query/database.ts';
import { query as answer } from '../query/query.ts';
import type { QueriedRun } from '../query/run-files.ts';
import { csvText } from '../record/csv.ts';
import { runsNamed } from '../record/find-runs.ts';
import type { RunFolder } from '../record/run-folder.ts';
import { readRunRecord } from '../record/run-json.ts';
import { csvCell, jsonRow, queryTable } from '../report/query-text.ts';
import { terminalText } from '../report/terminal-text.ts';
import { asFound } from './as-found.ts';
import { EXIT, type ExitCode, type Streams } from './exit.ts';

export const QUERY_FORMATS = ['table', 'csv', 'json'] as const;

export interface QueryFlags {
  readonly sql: string;
  /** What the user names; empty: the results folder. */
  readonly names: readonly string[];
  readonly results: string;
  readonly format: (typeof QUERY_FORMATS)[number];
}

/** SQL over all runs. */
export async function query({ sql, names, results, format }: QueryFlags, { out }: Streams): Promise<ExitCode> {
  const runs = runsNamed(names.length === 0 ? [results] : names, results).map(queried);
  await PRINTERS[format](await answer(sql, runs), out);
  return EXIT.done;
}

/** A run for the queries, with its record read when asked for. */
export function queried(folder: RunFolder): QueriedRun {
  return { ...folder, path: resolve(folder.path), record: () => asFound(readRunRecord(folder.runJson)) };
}

/** A screen or two; a table in a file is as wide as its widest row, so that all its rows are in memory. */
const TABLE_ROWS = { terminal: 100, file: 10_000 } as const;

type Printer = (result: QueryResult, out: Streams['out']) => Promise<void>;

const PRINTERS: Readonly<Record<QueryFlags['format'], Printer>> = {
  async table(result, out) {
    const limit = out.isTTY ? TABLE_ROWS.terminal : TABLE_ROWS.file;
    const rows: (readonly Json[])[] = [];
    for await (const piece of result.rows()) {
      rows.push(...piece.slice(0, limit - rows.length));
      if (rows.length === limit) break;
    }
    await write(out, queryTable(result.columns, rows, result.rowCount));
  },
  async csv(result, out) {
    // Into a file as it is; a terminal would obey what a stranger's file holds.
    const shown = out.isTTY ? (text: string): string => terminalText(text) : (text: string): string => text;
    await write(out, csvText([result.columns.map(({ name }) => shown(name))]));
    for await (const rows of result.rows())
      if (!(await write(out, csvText(rows.map((row) => row.map((cell) => shown(csvCell(cell)))))))) return;
  },
  async json(result, out) {
    const columns = JSON.stringify(result.columns.map(({ name, type }) => ({ name, type })));
    await write(out, `{"schemaVersion":1,"columns":${terminalText(columns)},"rows":[`);
    let separator = '\n';
    for await (const rows of result.rows()) {
      if (!(await write(out, separator + rows.map((row) => jsonRow(result.columns, row)).join(',\n')))) return;
      separator = ',\n';
    }
    await write(out, '\n]}\n');
  },
};

/** Waits for a slow reader: an answer can be larger than the memory that it would take in between. False when nobody reads any more. */
async function write(out: Streams['out'], text: string): Promise<boolean> {
  if (out.errored !== null) return false;
  if (out.write(text)) return true;
  try {
    await once(out, 'drain');
    return true;
  } catch (error) {
    // `| head`: the rest of the answer is for nobody.
    if (errorCode(error) === 'EPIPE') return false;
    throw error;
  }
}
