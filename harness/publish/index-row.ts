import { z } from 'zod';
import type { Json } from '../core/json.ts';
import type { RunRecord } from '../core/run-record.ts';
import type { RunPlace } from './layout.ts';

const text = z.string().nullable();

/** One median of a run that the README shows. */
const medianSchema = z.strictObject({ work: z.string(), transport: z.string(), medianNs: z.number() });
export type Median = z.infer<typeof medianSchema>;

/** What index.csv and README.md say of one run. */
export const indexRowSchema = z.strictObject({
  runId: z.string(),
  machine: z.string(),
  kernel: z.string(),
  platform: text,
  wslVersion: text,
  transports: z.array(z.string()),
  pool: text,
  workloads: z.array(z.string()),
  startedAt: z.string(),
  status: z.string(),
  emulated: z.boolean().nullable(),
  retracted: z.boolean(),
  /** SHA-256 of SHA256SUMS, and so of everything that was published. */
  sums: z.string(),
  cpuModel: text,
  cpus: z.number().nullable(),
  memoryBytes: z.number().nullable(),
  medians: z.array(medianSchema),
});
export type IndexRow = z.infer<typeof indexRowSchema>;

export interface RowFacts {
  readonly place: RunPlace;
  readonly sums: string;
  readonly retracted: boolean;
  readonly medians: readonly Median[];
}

export function indexRow(record: RunRecord, { place, sums, retracted, medians }: RowFacts): IndexRow {
  const before = record.environment.before as Json;
  const texts = (...path: readonly string[]): string | null => {
    const value = at(before, path);
    return typeof value === 'string' ? value : null;
  };
  const numbers = (...path: readonly string[]): number | null => {
    const value = at(before, path);
    return typeof value === 'number' ? value : null;
  };
  const emulated = at(before, ['emulated']);
  return {
    ...place,
    platform: texts('platform'),
    wslVersion: texts('wsl', 'version'),
    transports: [...new Set(record.targets.map(({ transport }) => transport))],
    pool: record.lab?.pool.use ?? texts('dmaPool', 'state'),
    workloads: [...new Set(record.plan.trials.map(({ workload, preset }) => `${workload}:${preset}`))],
    startedAt: record.startedAt,
    status: record.status,
    emulated: typeof emulated === 'boolean' ? emulated : null,
    retracted,
    sums,
    cpuModel: texts('machine', 'cpuModel'),
    cpus: numbers('machine', 'cpus'),
    memoryBytes: numbers('machine', 'memoryBytes'),
    medians: [...medians],
  };
}

function at(value: Json, path: readonly string[]): Json {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  return at((value as { readonly [key: string]: Json })[key] ?? null, rest);
}

/** In the order of time; machines that measured at once stand by name. */
export function inOrder(rows: readonly IndexRow[]): IndexRow[] {
  return rows.toSorted((a, b) => compare(a.runId, b.runId) || compare(a.machine, b.machine) || compare(a.kernel, b.kernel));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
