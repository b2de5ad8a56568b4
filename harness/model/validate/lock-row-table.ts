import { z } from 'zod';
import type { LockRow } from '../measured/lock-condition.ts';
import type { LockPairs } from '../measured/lock-pairs.ts';
import { cellsOf, columnsSchema } from './columns.ts';
import { count, jobs, type Place, positive, readFields, tolerance, wrongField } from './fields.ts';

const MILLION = 1e6;

const tableSchema = columnsSchema.extend({
  pairedTwoLocksOverOneWithCopies: z
    .object({ inFlight4: z.object({ median: positive, above1: count, pairs: count }) })
    .optional(),
  accept: z.object({ maxAbsRelativeError: tolerance }).optional(),
});

export interface LockRowTable {
  readonly rows: readonly LockRow[];
  /** Rows whose own times nothing in the table tells. */
  readonly incomparable: readonly string[];
  readonly pairs: LockPairs | null;
  /** Null where the table states none. */
  readonly tolerance: number | null;
}

type Condition = Omit<LockRow, 'mapNs' | 'unmapNs' | 'mapsPerSecond'>;

/** What the model of the lock is fitted on, and the row that it is about. */
const NEEDED: readonly Condition[] = [
  { threads: 1, areas: 1, pagesPerRequest: 64, copyBytes: 0 },
  { threads: 1, areas: 1, pagesPerRequest: 1, copyBytes: 0 },
  { threads: 2, areas: 1, pagesPerRequest: 64, copyBytes: 0 },
  { threads: 2, areas: 1, pagesPerRequest: 1, copyBytes: 0 },
  { threads: 2, areas: 1, pagesPerRequest: 64, copyBytes: 4096 },
  { threads: 2, areas: 2, pagesPerRequest: 64, copyBytes: 4096 },
];

const COLUMNS = ['threads', 'areas', 'pagesPerRequest', 'copyBytes', 'mapNsMedian', 'unmapNsMedian', 'mapsPerSMillions'];

export function readLockRowTable(content: unknown, place: Place): LockRowTable {
  const table = readFields(tableSchema, content, place);
  const read = cellsOf(table, COLUMNS, place).map((cell) => ({
    threads: cell(jobs, 'threads'),
    areas: cell(jobs, 'areas'),
    pagesPerRequest: cell(jobs, 'pagesPerRequest'),
    copyBytes: cell(count, 'copyBytes'),
    mapNs: cell(positive, 'mapNsMedian'),
    unmapNs: cell(positive, 'unmapNsMedian'),
    mapsPerSecond: cell(positive, 'mapsPerSMillions') * MILLION,
  }));
  const rows = read.filter((row): row is LockRow => row.copyBytes === 0 || row.copyBytes === 4096);
  for (const needed of NEEDED)
    if (!rows.some((row) => isUnder(needed, row)))
      throw wrongField(place, ['rows'], `${read.length} rows`, `one with ${conditionText(needed)}`);
  const comparable = rows.filter((row) => isComparable(row, rows));
  return {
    rows: comparable,
    incomparable: read.filter((row) => !comparable.some((one) => one === row)).map(conditionText),
    pairs: table.pairedTwoLocksOverOneWithCopies?.inFlight4 ?? null,
    tolerance: table.accept?.maxAbsRelativeError ?? null,
  };
}

/** Times under the lock come from one thread with the same pages, copies from two threads with two locks. */
function isComparable({ pagesPerRequest, copyBytes }: LockRow, rows: readonly LockRow[]): boolean {
  const has = (wanted: Partial<Condition>): boolean => rows.some((row) => isUnder({ ...wanted, pagesPerRequest }, row));
  return has({ threads: 1, copyBytes: 0 }) && (copyBytes === 0 || has({ threads: 2, areas: 2, copyBytes }));
}

function isUnder(condition: Partial<Condition>, row: LockRow): boolean {
  return Object.entries(condition).every(([key, value]) => row[key as keyof Condition] === value);
}

interface Conditions {
  readonly threads: number;
  readonly areas: number;
  readonly pagesPerRequest: number;
  readonly copyBytes: number;
}

export function conditionText({ threads, areas, pagesPerRequest, copyBytes }: Conditions): string {
  return `threads ${threads}, areas ${areas}, pages per request ${pagesPerRequest}, copies of ${copyBytes} B`;
}
