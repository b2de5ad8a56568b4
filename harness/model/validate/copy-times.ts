import { z } from 'zod';
import { byNumber, microseconds, type Place, readFields, wrongField } from './fields.ts';
import { judged, type Point, percent, type TableFindings } from './findings.ts';
import { fitLine, onLine, type SizedTime } from './line.ts';

const times = z.custom<number | readonly number[]>(
  (value) => (Array.isArray(value) ? value.length > 0 && value.every(isTime) : isTime(value)),
  'a time in µs, or several',
);

const tableSchema = z.object({ rows: byNumber(times, 'bytes') });

export type CopyTimeTable = readonly SizedTime[];

export function readCopyTimeTable(content: unknown, place: Place): CopyTimeTable {
  const { rows } = readFields(tableSchema, content, place);
  if (Object.keys(rows).length < 2) throw wrongField(place, ['rows'], rows, 'times of two sizes at least');
  return Object.entries(rows).map(([size, us]) => ({ bytes: Number(size), us: typeof us === 'number' ? us : middleOf(us) }));
}

function isTime(value: unknown): boolean {
  return microseconds.safeParse(value).success;
}

function middleOf(values: readonly number[]): number {
  return Math.sqrt(Math.min(...values) * Math.max(...values));
}

/** Copies leave the caches of a processor between the smallest and the largest size that anybody times. */
const TOLERANCE = 0.3;

/** A copy takes a time for each byte: one line through all sizes. */
export function checkCopyTimes(table: CopyTimeTable): TableFindings {
  const line = fitLine(table);
  return {
    points: table.map(
      ({ bytes, us }): Point =>
        judged(
          {
            row: `memcpy of ${bytes} B`,
            n: bytes,
            quantity: 'time',
            unit: 'µs',
            observed: us,
            predicted: onLine(line, bytes),
            use: 'fit',
          },
          TOLERANCE,
        ),
    ),
    verdicts: [],
    notes: [
      `${(line.slope * 1000).toFixed(3)} ns per byte and ${line.start.toFixed(2)} µs per copy; the table states no tolerance: within ${percent(TOLERANCE)}`,
    ],
    tolerance: TOLERANCE,
  };
}
