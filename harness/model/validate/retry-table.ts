import { z } from 'zod';
import type { Distribution } from '../engine/network.ts';
import { type Cell, cellsOf, columnsSchema } from './columns.ts';
import { count, jobs, microseconds, numeric, type Place, positive, readFields, wrongField } from './fields.ts';
import type { RetryPolicy, RingedServer } from './retry-network.ts';

const FAMILY = /^(?:deterministic|exponential|erlang([1-9]\d?))$/;
const HIGHEST_HZ = 10_000;

const serverFields = {
  ring: jobs,
  servers: jobs,
  serviceUs: microseconds,
  serviceFamily: z.string().regex(FAMILY, 'deterministic, exponential or erlang with its stages, like erlang4'),
  thinkUs: microseconds,
};

const tableSchema = z.object({
  published: z.object({ p999Reduction: positive, depthOverRing: positive, baselineQd1Us: microseconds.optional() }),
  prototype: columnsSchema.extend(serverFields).optional(),
});

/** Columns that are compared, as the file names them; what else a row has is not read. */
export const COMPARED = ['parkedFraction', 'p50', 'p99', 'p999', 'p9999', 'max'] as const;
export type Compared = (typeof COMPARED)[number];

export interface RetryTable {
  readonly server: RingedServer;
  readonly meanServiceNs: number;
  readonly published: { readonly p999Reduction: number; readonly depthOverRing: number; readonly clients: number };
  readonly rows: readonly RetryRow[];
  readonly notes: readonly string[];
}

interface RetryRow {
  readonly clients: number;
  readonly policy: RetryPolicy;
  /** Shares, and microseconds. */
  readonly observed: ReadonlyMap<Compared, number>;
}

/** What the prototype used; ring, servers and HZ of the published comparison are not known. */
const ASSUMED = { ring: 128, servers: 32, serviceUs: 35, serviceFamily: 'erlang4', thinkUs: 5 } as const;

export function readRetryTable(content: unknown, place: Place): RetryTable {
  const { published, prototype } = readFields(tableSchema, content, place);
  const { ring, servers, serviceUs, serviceFamily, thinkUs } = prototype ?? ASSUMED;
  const clients = Math.round(published.depthOverRing * ring);
  if (!jobs.safeParse(clients).success)
    throw wrongField(
      place,
      ['published', 'depthOverRing'],
      published.depthOverRing,
      `a depth that makes 1 to 4096 requests of a ring of ${ring}`,
    );
  return {
    server: { ring, servers, service: distribution(serviceFamily, serviceUs), think: distribution(serviceFamily, thinkUs) },
    meanServiceNs: serviceUs * 1000,
    published: { ...published, clients },
    rows: prototype === undefined ? [] : rowsIn(prototype, { ...place, path: `${place.path}.prototype` }),
    notes:
      prototype === undefined
        ? [`without a prototype: ring of ${ring}, ${servers} servers of ${serviceUs} µs, think time ${thinkUs} µs are assumed`]
        : [],
  };
}

function distribution(family: string, meanUs: number): Distribution {
  const meanNs = meanUs * 1000;
  if (family === 'deterministic' || family === 'exponential') return { family, meanNs };
  return { family: 'erlang', meanNs, stages: Number(FAMILY.exec(family)?.[1]) };
}

function rowsIn(table: z.output<typeof columnsSchema>, place: Place): RetryRow[] {
  const compared = COMPARED.filter((column) => table.columns.includes(column));
  return cellsOf(table, ['N', 'policy', 'HZ'], place).map((cell) => ({
    clients: cell(jobs, 'N'),
    policy: policyOf(cell),
    observed: new Map(
      compared.flatMap((column) => {
        const value = cell(observedCell, column);
        return value === null ? [] : [[column, value] as const];
      }),
    ),
  }));
}

const observedCell = numeric('a number of 0 or more, or null', (value) => value >= 0).nullable();
const policyCell = z.enum(['completion', 'jiffy'], '"completion" or "jiffy"');
const hzCell = count.refine((hz) => hz >= 1 && hz <= HIGHEST_HZ, `ticks per second, from 1 to ${HIGHEST_HZ}`);

function policyOf(cell: Cell): RetryPolicy {
  const kind = cell(policyCell, 'policy');
  return kind === 'completion' ? { kind } : { kind, hz: cell(hzCell, 'HZ') };
}
