import { type Cell, cellKey } from '../../core/cell.ts';
import { type Metric, PRIMARY_METRICS } from '../../core/sample.ts';
import type { Series } from '../../core/series.ts';
import { type Description, describe } from '../../stats/describe.ts';
import type { ExportRun } from './export-input.ts';
import { cellName } from './names.ts';

/** All values of one boot, in nanoseconds, with the first of the runs that were made in it. */
export interface ExportBoot {
  readonly run: ExportRun;
  readonly values: readonly number[];
}

/** The metric that stands for a cell, a time, over all runs. */
export interface ExportCell {
  readonly cell: Cell;
  readonly name: string;
  readonly metric: Metric;
  /** Oldest first; at least one, none without values. */
  readonly boots: readonly ExportBoot[];
}

/** At the very edge: the median of two sums of seconds is not the half of the sum of two whole numbers of nanoseconds. */
export function inSeconds(ns: number): number {
  return ns / 1e9;
}

/** Cells with values, by name, and the names of those that have none left. */
export function exportCells(runs: readonly ExportRun[]): { cells: ExportCell[]; failed: string[] } {
  const found = new Map<string, { cell: Cell; metric: Metric; boots: Map<string, { run: ExportRun; values: number[] }> }>();
  for (const run of runs) {
    for (const series of primary(run.series)) {
      const { cell, metric } = series;
      const entry = found.get(cellKey(cell)) ?? { cell, metric, boots: new Map() };
      found.set(cellKey(cell), entry);
      for (const [index, value] of series.values.entries()) {
        // A run whose boot is unknown is taken for a boot of its own.
        const boot = series.bootIds[series.boots[index] ?? 0] ?? run.record.id;
        const values = entry.boots.get(boot) ?? { run, values: [] };
        values.values.push(value);
        entry.boots.set(boot, values);
      }
    }
  }
  const all = [...found.values()].map(({ cell, metric, boots }) => ({
    cell,
    metric,
    name: cellName(cell),
    boots: [...boots.values()],
  }));
  const sorted = all.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return {
    cells: sorted.filter(({ boots }) => boots.length > 0),
    failed: sorted.filter(({ boots }) => boots.length === 0).map(({ name }) => name),
  };
}

/** One series per cell: of its first primary metric. */
function primary(series: readonly Series[]): Series[] {
  const byCell = new Map<string, Series>();
  for (const metric of PRIMARY_METRICS.toReversed())
    for (const one of series) if (one.metric === metric) byCell.set(cellKey(one.cell), one);
  return [...byCell.values()];
}

/** The evidence that a cell's figure rests on. With several boots it is their medians: samples of one boot are not independent. */
export interface Estimate extends Description {
  readonly of: 'boots' | 'samples';
}

export function estimateOf({ boots }: ExportCell): Estimate {
  const [only] = boots;
  const isOne = only !== undefined && boots.length === 1;
  const description = describe(isOne ? only.values : bootMedians(boots));
  if (description === null) throw new RangeError('a cell without values');
  return { ...description, of: isOne ? 'samples' : 'boots' };
}

function bootMedians(boots: readonly ExportBoot[]): number[] {
  return boots.map(({ values }) => medianOf(values));
}

function medianOf(values: readonly number[]): number {
  const description = describe(values);
  if (description === null) throw new RangeError('a boot without values');
  return description.median;
}

/** The values of a boot that a format with one line per value shows. */
export function valuesAt(level: 'sample' | 'boot', boot: ExportBoot): readonly number[] {
  return level === 'boot' ? [medianOf(boot.values)] : boot.values;
}
