import { availableParallelism } from 'node:os';
import type { JsonObject } from '../../core/json.ts';
import type { Axis } from '../../model/sweep/grid.ts';
import { sweepEndText, sweepText } from '../../report/model-sweep-text.ts';
import { jsonText } from '../../report/terminal-text.ts';
import { EXIT, type ExitCode, type Streams } from '../exit.ts';
import { interruptible } from '../interruptible.ts';
import { requireWhole } from '../option-values.ts';
import { fillGrid } from './fill-grid.ts';
import { type GridPoint, readGrid } from './grid-points.ts';
import { loadConfiguration } from './load-configuration.ts';
import { runSettings } from './run-settings.ts';
import { parseAxes } from './settings.ts';
import { type RowEnd, SweepFile } from './sweep-file.ts';

export interface ModelSweepOptions {
  readonly configuration: string;
  readonly set: readonly string[];
  readonly operations: number | null;
  readonly seed: number | null;
  /** Null: one per processor. */
  readonly threads: number | null;
  /** CSV file; null: rows are printed only. */
  readonly out: string | null;
  readonly json: boolean;
}

/** More is a mistake at the keyboard. */
const MOST_THREADS = 1024;

/** Simulates a grid on all processors. All points share the seed, so that neighbours differ by what was varied only. */
export async function modelSweep(options: ModelSweepOptions, streams: Streams, version: string): Promise<ExitCode> {
  const threads = options.threads ?? availableParallelism();
  requireWhole('--threads', threads, 1, MOST_THREADS, 'model sweep');
  const axes = parseAxes(options.set, 'model sweep');
  const points = readGrid(loadConfiguration(options.configuration), axes, runSettings(options));
  using file = options.out === null ? null : new SweepFile(options.out, { axes, points, version });
  const ends = await interruptible((signal) => fillGrid(points, file, { threads, signal, err: streams.err }));
  const isComplete = ends.size === points.length;
  if (isComplete) file?.replace(ends);
  const text = sweepText(
    axes.map(({ path }) => path),
    inOrder(points, ends).map(({ point, end }) => ({ values: point.values, ...end })),
  );
  streams.out.write(options.json ? jsonText(documentOf(options, axes, points, ends)) : text);
  streams.err.write(sweepEndText(ends.size, points.length, options.out));
  if (!isComplete) return EXIT.interrupted;
  return [...ends.values()].some(({ status }) => status === 'refused') ? EXIT.part : EXIT.done;
}

function inOrder(points: readonly GridPoint[], ends: ReadonlyMap<number, RowEnd>): { point: GridPoint; end: RowEnd }[] {
  return points.flatMap((point, index) => {
    const end = ends.get(index);
    return end === undefined ? [] : [{ point, end }];
  });
}

/** What `model sweep --json` prints. Field names are part of the product. */
function documentOf(
  { configuration, out }: ModelSweepOptions,
  axes: readonly Axis[],
  points: readonly GridPoint[],
  ends: ReadonlyMap<number, RowEnd>,
): object {
  return {
    schemaVersion: 1,
    configuration,
    status: ends.size === points.length ? 'complete' : 'interrupted',
    file: out,
    axes,
    rows: inOrder(points, ends).map(({ point, end }) => {
      const set: JsonObject = Object.fromEntries(point.settings.map(({ path, value }) => [path, value]));
      return end.status === 'ok' ? { set, status: end.status, ...end.figures } : { set, ...end };
    }),
  };
}
