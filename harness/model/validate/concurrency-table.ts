import { z } from 'zod';
import { byNumber, jobs, name, type Place, rate, readFields, role, rowsOf, tolerance, wrongField } from './fields.ts';

const populations = z.array(jobs, 'a list of keys of iops, as numbers');

const rowSchema = z.object({
  op: name,
  server: name,
  iops: byNumber(rate, 'requests outstanding'),
  role,
  expected: name.optional(),
  fit: populations,
  predict: populations.optional(),
});

const tableSchema = z.object({
  rows: rowsOf(rowSchema),
  /** By the engine that kept them outstanding. */
  outstanding: z.record(name, jobs).optional(),
  submittingJobs: z.record(name, jobs).optional(),
  accept: z.record(z.string(), z.unknown()).optional(),
});

const statedTolerance = z.object({ maxAbsRelativeError: tolerance });

export interface ConcurrencyTable {
  readonly rows: readonly ConcurrencyRow[];
  readonly engines: readonly Engine[];
  /** By kind of server: how far off a prediction may be, or in words what has to come out. */
  readonly accept: ReadonlyMap<string, number | string>;
}

export interface ConcurrencyRow {
  readonly label: string;
  readonly server: string;
  readonly role: string | undefined;
  readonly expected: string | undefined;
  /** In order of their clients. */
  readonly points: readonly ConcurrencyPoint[];
}

export interface ConcurrencyPoint {
  readonly clients: number;
  readonly ratePerSecond: number;
  /** `none`: a prediction that the row does not ask for. */
  readonly use: 'fit' | 'predict' | 'none';
}

/** How requests were kept outstanding. */
export interface Engine {
  readonly name: string;
  readonly outstanding: number;
  readonly jobs: number;
}

/** Delay and service of the loop. */
const PARAMETERS = 2;

export function readConcurrencyTable(content: unknown, place: Place): ConcurrencyTable {
  const { rows, outstanding = {}, submittingJobs = {}, accept = {} } = readFields(tableSchema, content, place);
  return {
    rows: rows.map((row, index) => rowOf(row, { ...place, path: `${place.path}.rows[${index}]` })),
    engines: Object.entries(outstanding).flatMap(([engine, requests]) => {
      const submitting = Object.hasOwn(submittingJobs, engine) ? submittingJobs[engine] : undefined;
      return submitting === undefined ? [] : [{ name: engine, outstanding: requests, jobs: submitting }];
    }),
    accept: new Map(
      Object.entries(accept).flatMap(([server, stated]) => {
        const isUsed = rows.some((row) => row.server === server) || isStated(stated);
        return isUsed ? [[server, acceptOf(stated, server, place)] as const] : [];
      }),
    ),
  };
}

/** What is stated for other servers counts too: the strictest tolerance holds where none is. */
function isStated(stated: unknown): boolean {
  return typeof stated === 'object' && stated !== null && 'maxAbsRelativeError' in stated;
}

function acceptOf(stated: unknown, server: string, place: Place): number | string {
  if (typeof stated === 'string') return stated;
  return readFields(statedTolerance, stated, { ...place, path: `${place.path}.accept.${server}` }).maxAbsRelativeError;
}

function rowOf(row: z.output<typeof rowSchema>, place: Place): ConcurrencyRow {
  const measured = Object.keys(row.iops).map(Number);
  const uses = { fit: row.fit, predict: row.predict ?? measured.filter((clients) => !row.fit.includes(clients)) };
  for (const [use, populations] of Object.entries(uses)) {
    populations.forEach((clients, index) => {
      if (!measured.includes(clients)) throw wrongField(place, [use, index], clients, `one of ${measured.join(', ')}`);
      if (populations.indexOf(clients) < index) throw wrongField(place, [use, index], clients, 'each number once');
      if (use === 'predict' && uses.fit.includes(clients))
        throw wrongField(place, [use, index], clients, 'no number that is fitted');
    });
  }
  if (uses.fit.length < PARAMETERS) throw wrongField(place, ['fit'], row.fit, `at least ${PARAMETERS} keys of iops to fit on`);
  return {
    label: `${row.server} ${row.op}`,
    server: row.server,
    role: row.role,
    expected: row.expected,
    points: Object.entries(row.iops).map(([key, ratePerSecond]) => {
      const clients = Number(key);
      return {
        clients,
        ratePerSecond,
        use: uses.fit.includes(clients) ? 'fit' : uses.predict.includes(clients) ? 'predict' : 'none',
      };
    }),
  };
}
