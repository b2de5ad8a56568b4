import { lstatSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Cell, cellKey, cellSchema } from '../core/cell.ts';
import { errorCode, errorText, UserError } from '../core/errors.ts';
import type { LatencyHistogram } from '../core/latency-histogram.ts';
import type { Target } from '../core/target.ts';
import { contentsOf, type LoggedInterval, mergedHistogram, readIntervals } from './histogram-log.ts';

/** Where the logs of a run lie, and the mounts of its targets, which the logs do not name. */
export interface LoggedRun {
  readonly histograms: string;
  readonly targets: readonly Pick<Target, 'id' | 'transport'>[];
}

/** What was logged in all of these runs, merged by cell and sorted by it. A run without logs adds nothing. Links are not followed. */
export function readLatencies(runs: readonly LoggedRun[]): LatencyHistogram[] {
  const byCell = new Map<string, { cell: Cell; intervals: LoggedInterval[] }>();
  for (const run of runs) {
    for (const path of logsOf(run)) {
      for (const { cell, interval } of cellsIn(path, run)) {
        const entry = byCell.get(cellKey(cell)) ?? { cell, intervals: [] };
        entry.intervals.push(interval);
        byCell.set(cellKey(cell), entry);
      }
    }
  }
  return [...byCell].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, { cell, intervals }]) => merged(cell, intervals));
}

function logsOf({ histograms }: LoggedRun): string[] {
  if (lstatSync(histograms, { throwIfNoEntry: false })?.isDirectory() !== true) return [];
  return readdirSync(histograms, { withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.hlog'))
    .map(({ name }) => join(histograms, name))
    .sort();
}

/** A block's line is at most some 100 kB; what is larger than thousands of them is not read into memory. */
const MOST_LOG_BYTES = 256 * 2 ** 20;

const cellOfLog = cellSchema.omit({ transport: true });

function cellsIn(path: string, { targets }: LoggedRun): { cell: Cell; interval: LoggedInterval }[] {
  try {
    if (statSync(path).size > MOST_LOG_BYTES) throw new Error('larger than 256 MiB');
    return readIntervals(path)
      .filter(({ histogram }) => histogram.totalCount > 0)
      .map((interval) => {
        const named = cellOfLog.strip().parse(JSON.parse(interval.of ?? 'null'));
        const target = targets.find(({ id }) => id === named.target);
        if (target === undefined) throw new Error(`no target ${named.target} in run.json`);
        if (!Number.isFinite(interval.startSeconds + interval.lengthSeconds)) throw new Error('a time that is none');
        return { cell: { ...named, transport: target.transport }, interval };
      });
  } catch (error) {
    throw new UserError(
      {
        code: 'histogram-unreadable',
        what: 'the histograms of a run cannot be read',
        got: `${path}: ${errorCode(error) ?? errorText(error).split('\n')[0]}`,
        expected: 'a log as mntbench wrote it',
        fix: 'restore the file, or export a format that needs no histograms: benchfmt, bencher, markdown',
      },
      { cause: error },
    );
  }
}

function merged(cell: Cell, intervals: readonly LoggedInterval[]): LatencyHistogram {
  return {
    cell,
    startSeconds: intervals.reduce((first, { startSeconds }) => Math.min(first, startSeconds), Number.POSITIVE_INFINITY),
    lengthSeconds: intervals.reduce((sum, { lengthSeconds }) => sum + lengthSeconds, 0),
    ...contentsOf(mergedHistogram(intervals.map(({ histogram }) => histogram))),
  };
}
