import type { ClassOutcome } from '../engine/outcome.ts';
import { PATH } from '../engine/path-columns.ts';
import type { Bands, Stay } from './simulated.ts';

/** Shares of all operations, by response time. */
const BANDS = { p50: [0.45, 0.55], p99: [0.985, 0.995] } as const satisfies Record<keyof Bands, readonly [number, number]>;

/** What the operations around the quantiles did at each row that the class visited. */
export function bandsOf({ rows, histogram }: ClassOutcome): ReadonlyMap<string, Bands> {
  const all = histogram.meanBetween(0, 1) ?? [];
  const p50 = histogram.meanBetween(...BANDS.p50) ?? [];
  const p99 = histogram.meanBetween(...BANDS.p99) ?? [];
  // The histogram numbers the rows of all classes, in the order in which those that this class visited are listed.
  const visited = all.flatMap((value, column) =>
    column % PATH.columns === PATH.visits && value > 0 ? [column - PATH.visits] : [],
  );
  return new Map(
    rows.map(({ row }, index) => {
      const first = visited[index] ?? Number.NaN;
      return [row, { p50: stayAt(p50, first), p99: stayAt(p99, first) }];
    }),
  );
}

function stayAt(columns: readonly number[], first: number): Stay {
  return { waitingNs: columns[first + PATH.waiting] ?? 0, serviceNs: columns[first + PATH.service] ?? 0 };
}
