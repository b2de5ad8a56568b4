import type { Complaint } from '../../core/errors.ts';
import { sweep } from '../../model/sweep/sweep.ts';
import { formatDuration } from '../../report/format.ts';
import { openProgress } from '../../report/progress.ts';
import type { GridPoint } from './grid-points.ts';
import type { RowEnd, SweepFile } from './sweep-file.ts';

export interface Filling {
  readonly threads: number;
  readonly signal: AbortSignal;
  /** Of progress. */
  readonly err: NodeJS.WriteStream;
}

/** The rows that the file has, and all others as far as the signal lets them end; by index of their points. */
export async function fillGrid(
  points: readonly GridPoint[],
  file: SweepFile | null,
  { threads, signal, err }: Filling,
): Promise<ReadonlyMap<number, RowEnd>> {
  const ends = new Map(file?.found ?? []);
  const add = (index: number, end: RowEnd): void => {
    ends.set(index, end);
    file?.append(index, end);
  };
  const ready = points.flatMap((point, index) => {
    if (ends.has(index)) return [];
    if (point.status === 'ready') return [{ index, configuration: point.configuration }];
    add(index, refusal(point.complaint));
    return [];
  });
  const progress = openProgress(err);
  const left = remainingTime(ready.length);
  const tell = (ended: number): void =>
    progress.update(ends.size / points.length, `${ends.size} of ${points.length} rows${left(ended)}`, null);
  let ended = 0;
  tell(ended);
  try {
    await sweep(
      ready.map(({ configuration }) => configuration),
      {
        threads,
        signal,
        onEnd: (order, end) => {
          const { index } = ready[order] as (typeof ready)[number];
          add(index, end.status === 'ok' ? end : refusal(end.complaint));
          tell(++ended);
        },
      },
    );
  } finally {
    progress.stop();
  }
  return ends;
}

/** From how long those took that have ended: no promise, others can be larger. */
function remainingTime(simulations: number): (ended: number) => string {
  const startedAt = performance.now();
  return (ended) => {
    if (ended === 0 || ended === simulations) return '';
    return `, about ${formatDuration(((performance.now() - startedAt) / 1000 / ended) * (simulations - ended))} left`;
  };
}

function refusal({ what, got, expected }: Complaint): RowEnd {
  return { status: 'refused', reason: `${what}: got ${got}, expected ${expected}` };
}
