import { z } from 'zod';
import { bytes, change, jobs, name, type Place, rate, readFields, role, rowsOf, wrongField } from './fields.ts';
import type { QueueRate } from './queue-workers.ts';
import { declaredFailure } from './roles.ts';

const RATE_KEY = /^iops([1-9]\d{0,3})q$/;

const rowSchema = z
  .object({
    workload: name,
    blockBytes: bytes.optional(),
    reportedLatencyChange: change.optional(),
    role,
    expected: name.optional(),
  })
  .catchall(z.unknown());

const tableSchema = z.object({
  setup: z.object({ jobs: jobs.optional(), outstanding: jobs.optional() }).optional(),
  rows: rowsOf(rowSchema),
});

export interface QueueCountTable {
  /** Requests that wait for their results; null where the table does not tell. */
  readonly clients: number | null;
  readonly rows: readonly QueueCountRow[];
}

export interface QueueCountRow {
  readonly label: string;
  readonly declared: string | null;
  /** In order of their queues: two at least. */
  readonly rates: readonly QueueRate[];
  /** Of the mean latency, from fewest to most queues. */
  readonly latencyChange: number | null;
}

export function readQueueCountTable(content: unknown, place: Place): QueueCountTable {
  const { setup, rows } = readFields(tableSchema, content, place);
  return {
    clients: setup?.outstanding ?? setup?.jobs ?? null,
    rows: rows.map((row, index) => rowOf(row, { ...place, path: `${place.path}.rows[${index}]` })),
  };
}

function rowOf(row: z.output<typeof rowSchema>, place: Place): QueueCountRow {
  const rates = Object.keys(row).flatMap((key): QueueRate[] => {
    const queues = RATE_KEY.exec(key)?.[1];
    if (queues === undefined) return [];
    return [{ queues: Number(queues), ratePerSecond: readFields(rate, row[key], { ...place, path: `${place.path}.${key}` }) }];
  });
  if (rates.length < 2) throw wrongField(place, [], Object.keys(row), 'rates of two numbers of queues, like iops1q and iops4q');
  return {
    label: row.blockBytes === undefined ? row.workload : `${row.workload} ${row.blockBytes} B`,
    declared: declaredFailure(row),
    rates: rates.sort((a, b) => a.queues - b.queues),
    latencyChange: row.reportedLatencyChange ?? null,
  };
}
