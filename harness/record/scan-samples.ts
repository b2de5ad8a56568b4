import { errorCode, UserError } from '../core/errors.ts';
import type { SAMPLE_COLUMNS } from '../core/sample.ts';
import { ByteWindow, NoRegularFile } from './byte-window.ts';
import { type FieldReader, RowFault, RowScanner } from './row-scanner.ts';
import { booleanColumn, countColumn, InstantColumn, NumberColumn, textColumn, versionColumn } from './sample-columns.ts';
import { readHead } from './sample-head.ts';

/** The present row of a file of samples. One object for all rows: what is to stay must be copied. */
export type SampleRow = ReturnType<typeof sampleRow>;

function sampleRow() {
  return {
    schema_version: versionColumn(),
    run_id: textColumn('runId'),
    boot_id: textColumn('bootId'),
    // Kept as 32 bits.
    block: new NumberColumn('block', 2 ** 31 - 1),
    order: new NumberColumn('order'),
    process: new NumberColumn('process'),
    workload: textColumn('workload'),
    variant: textColumn('phase'),
    preset: textColumn('preset'),
    transport: textColumn('transport'),
    fs_type: textColumn('fsType'),
    cache_state: textColumn('cacheState'),
    concurrency: countColumn('concurrency'),
    iteration: new NumberColumn('iteration'),
    metric: textColumn('metric'),
    unit: textColumn('unit'),
    better: textColumn('better'),
    value: new NumberColumn('value'),
    valid: booleanColumn('valid'),
    invalid_reason: textColumn('invalidReason'),
    started_at: new InstantColumn('startedAt'),
    target: textColumn('target'),
    operation: textColumn('operation'),
    operations: new NumberColumn('operations'),
    emulated: booleanColumn('emulated'),
  } satisfies Record<keyof typeof SAMPLE_COLUMNS, FieldReader>;
}

/**
 * Visits every row of samples.csv in the order of the file, each field checked against the schema of a sample. Fast and in little
 * memory, however long the file is. A last line that was cut by a crash is left out; any other fault is an error that names file and
 * line.
 */
export function scanSamples(path: string, visit: (row: SampleRow) => void): void {
  try {
    using window = new ByteWindow(path);
    scanRows(window, visit);
  } catch (error) {
    const got = error instanceof RowFault || error instanceof NoRegularFile ? error.message : errorCode(error);
    if (got === null) throw error;
    throw new UserError(
      {
        code: 'samples-invalid',
        what: 'the samples of a run cannot be read',
        got: `${path}: ${got}`,
        expected: 'samples.csv as mntbench wrote it',
        fix: 'restore the file; summaries and reports are made from it and cannot replace it',
      },
      { cause: error },
    );
  }
}

const NOT_READ: FieldReader = { take: () => null };

function scanRows(window: ByteWindow, visit: (row: SampleRow) => void): void {
  const head = readHead(window);
  if (head === null) return;
  const row = sampleRow();
  if (!head.names.includes('emulated')) row.emulated.take(Buffer.alloc(0), 0, 0);
  const scanner = new RowScanner(
    window,
    head.end,
    head.names.map((name) => (name === null ? NOT_READ : row[name])),
    head.endsWithReturn,
  );
  while (scanner.next()) {
    const problem = contradiction(row);
    if (problem !== null) throw new RowFault(`line ${scanner.line}: ${problem}`);
    visit(row);
  }
}

/** What the fields of a row say against each other. */
function contradiction({ value, valid, invalid_reason: reason }: SampleRow): string | null {
  if (!valid.value) return reason.value === null ? 'invalid_reason: missing, although the sample is not valid' : null;
  if (Number.isNaN(value.value)) return 'value: missing, although the sample is valid';
  return reason.value === null ? null : 'invalid_reason: given, although the sample is valid';
}
