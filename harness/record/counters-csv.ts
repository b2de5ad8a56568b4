import { existsSync } from 'node:fs';
import { COUNTER_COLUMNS, COUNTER_SCHEMA_VERSION, type CounterRow, counterRowSchema } from '../core/counting.ts';
import { type AppendOnlyFile, cutHalfLine, openAppendOnly } from '../system/whole-file.ts';
import { CsvTable } from './csv-table.ts';

const TABLE = new CsvTable<CounterRow>({
  name: 'counters',
  columns: COUNTER_COLUMNS,
  version: COUNTER_SCHEMA_VERSION,
  schema: counterRowSchema,
  numbers: ['block', 'order', 'concurrency', 'operations', 'value'],
  booleans: ['emulated'],
  nullable: ['bootId', 'key', 'subkey', 'value', 'reason', 'emulated'],
  later: [],
  fix: 'restore the file, or remove it: no figure is made from it',
});

/** counters.csv while a run writes it. The file appears with the first row: where nothing is counted there is none. */
export class CounterLog {
  readonly #path: string;
  #file: AppendOnlyFile | null = null;

  constructor(path: string) {
    this.#path = path;
  }

  /** On disk when this returns. */
  append(rows: readonly CounterRow[]): void {
    if (rows.length === 0) return;
    this.#file ??= this.#open();
    this.#file.append(TABLE.rows(rows));
  }

  #open(): AppendOnlyFile {
    const isNew = !existsSync(this.#path);
    if (!isNew) cutHalfLine(this.#path);
    const file = openAppendOnly(this.#path);
    if (isNew) file.append(TABLE.head);
    return file;
  }

  close(): void {
    this.#file?.close();
  }
}

/** Every row, checked. */
export function readCounters(path: string): CounterRow[] {
  return TABLE.read(path);
}
