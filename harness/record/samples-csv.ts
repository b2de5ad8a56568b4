import { existsSync } from 'node:fs';
import { SAMPLE_COLUMNS, SAMPLE_SCHEMA_VERSION, type Sample, sampleSchema } from '../core/sample.ts';
import { type AppendOnlyFile, cutHalfLine, openAppendOnly, writeWholeFile } from '../system/whole-file.ts';
import { CsvTable, headOf } from './csv-table.ts';

const TABLE = new CsvTable({
  name: 'samples',
  columns: SAMPLE_COLUMNS,
  version: SAMPLE_SCHEMA_VERSION,
  schema: sampleSchema,
  numbers: ['block', 'order', 'process', 'concurrency', 'iteration', 'value', 'operations'],
  booleans: ['valid', 'emulated'],
  nullable: ['bootId', 'value', 'invalidReason', 'emulated'],
  // Files from before these columns are read as if they were empty.
  later: ['emulated'],
  fix: 'restore the file; summaries and reports are made from it and cannot replace it',
});

/** samples.csv while a run writes it. */
export class SampleLog {
  readonly #path: string;
  #file: AppendOnlyFile;

  constructor(path: string) {
    this.#path = path;
    const isNew = !existsSync(path);
    if (!isNew) {
      cutHalfLine(path);
      // A run of an earlier version that is resumed: all rows get the columns of today.
      if (headOf(path) !== TABLE.head) writeWholeFile(path, TABLE.head + TABLE.rows(readSamples(path)));
    }
    this.#file = openAppendOnly(path);
    if (isNew) this.#file.append(TABLE.head);
  }

  /** On disk when this returns. */
  append(samples: readonly Sample[]): void {
    if (samples.length > 0) this.#file.append(TABLE.rows(samples));
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
    writeWholeFile(this.#path, TABLE.head + TABLE.rows(marked));
    this.#file = openAppendOnly(this.#path);
    return changed;
  }

  close(): void {
    this.#file.close();
  }
}

export function readSamples(path: string): Sample[] {
  return TABLE.read(path);
}
