import { fuseCalls } from '../path/fuse-requests.ts';
import type { Situation } from '../path/operation.ts';
import { cellsOf, columnsSchema } from './columns.ts';
import { count, name, type Place, readFields, wrongField } from './fields.ts';
import { judged, type TableFindings } from './findings.ts';
import { situationNamed } from './named-operation.ts';

const DEPTH_COLUMN = /^D(\d{1,2})$/;

export interface RequestCountTable {
  readonly rows: readonly {
    readonly operation: string;
    readonly counts: readonly { readonly directories: number; readonly requests: number }[];
  }[];
}

export function readRequestCountTable(content: unknown, place: Place): RequestCountTable {
  const table = readFields(columnsSchema, content, place);
  const depths = table.columns.filter((column) => DEPTH_COLUMN.test(column));
  if (depths.length === 0) throw wrongField(place, ['columns'], table.columns, 'a column for a number of directories, like D0');
  return {
    rows: cellsOf(table, ['operation'], place).map((cell) => ({
      operation: cell(name, 'operation'),
      counts: depths.flatMap((column) => {
        const requests = cell(count.nullable(), column);
        return requests === null ? [] : [{ directories: Number(DEPTH_COLUMN.exec(column)?.[1]), requests }];
      }),
    })),
  };
}

/** The mount that was counted on: libfuse on kernel 6.18, direct I/O, up to 256 pages a request, names never trusted. */
const LIMITS = { maxPages: 256, readsDirectoriesByCount: true, isDirect: true, writesInParallel: false } as const;

export function requestsOf(situation: Situation): number {
  return fuseCalls(situation, LIMITS).reduce((sum, { requests }) => sum + requests.length, 0);
}

/** How many requests an operation makes has no parameter: it is the same number or it is wrong. */
export function checkRequestCounts({ rows }: RequestCountTable): TableFindings {
  const known = rows.flatMap(({ operation, counts }) =>
    counts.flatMap(({ directories, requests }) => {
      const situation = situationNamed(operation, directories);
      if (situation === null) return [];
      const point = {
        row: `${operation} below ${directories} directories`,
        n: directories,
        quantity: 'requests',
        unit: 'requests',
      };
      const compared = judged({ ...point, observed: requests, predicted: requestsOf(situation), use: 'predict' }, 0);
      return [{ ...compared, reason: 'the same number' }];
    }),
  );
  const unknown = rows.filter(({ operation }) => situationNamed(operation, 0) === null);
  return {
    points: known,
    verdicts: unknown.map(({ operation }) => ({
      ...{ row: operation, verdict: 'not-modelled', expected: null, ok: false },
      detail: 'no operation of this name is expanded into requests',
    })),
    notes: [],
    tolerance: 0,
  };
}
