import type { Series } from '../core/series.ts';
import { cellOf } from './row-cell.ts';
import { type SampleRow, scanSamples } from './scan-samples.ts';
import { SeriesColumns } from './series-columns.ts';

/**
 * The values of samples.csv as series, in the order in which they were first measured. Warm-up and traced rows are kept in the file,
 * never in statistics: they were not meant to be figures. A million rows take about a second.
 */
export function readSeries(path: string): Series[] {
  const index = new SeriesIndex();
  scanSamples(path, (row) => {
    const reason = row.invalid_reason.value;
    if (row.iteration.value < 0 || reason === 'traced') return;
    const series = index.of(row);
    if (reason !== null) series.leftOut(reason);
    else series.add(row.value.value, row.block.value, row.boot_id.value);
  });
  return index.all.map((series) => series.done());
}

/** What belongs together. A cell is known by the numbers of its texts. */
class SeriesIndex {
  readonly all: SeriesColumns[] = [];
  readonly #cells = new Map<number, KnownCell[]>();
  #cell: KnownCell = { ids: [], byMetric: [] };

  of(row: SampleRow): SeriesColumns {
    if (!isOf(this.#cell, row)) this.#cell = this.#cellOf(row);
    const { byMetric } = this.#cell;
    const known = byMetric[row.metric.id];
    if (known !== undefined) return known;
    const series = new SeriesColumns(row.run_id.value, cellOf(row), row.metric.value, row.emulated.value);
    byMetric[row.metric.id] = series;
    this.all.push(series);
    return series;
  }

  #cellOf(row: SampleRow): KnownCell {
    const hash = hashOf(row);
    const alike = this.#cells.get(hash);
    const known = alike?.find((cell) => isOf(cell, row));
    if (known !== undefined) return known;
    const cell = { ids: idsOf(row), byMetric: [] };
    if (alike === undefined) this.#cells.set(hash, [cell]);
    else alike.push(cell);
    return cell;
  }
}

interface KnownCell {
  readonly ids: readonly number[];
  readonly byMetric: (SeriesColumns | undefined)[];
}

function idsOf(row: SampleRow): number[] {
  return [
    row.operation.id,
    row.target.id,
    row.transport.id,
    row.workload.id,
    row.variant.id,
    row.preset.id,
    row.concurrency.id,
    row.cache_state.id,
    row.run_id.id,
  ];
}

/** Of all ids, because a stranger's file may have a million cells that differ in any of them. */
function hashOf(row: SampleRow): number {
  let hash = 0;
  for (const id of idsOf(row)) hash = (Math.imul(hash, 31) + id) | 0;
  return hash;
}

/** Written out, because it is asked for each row. */
function isOf({ ids }: KnownCell, row: SampleRow): boolean {
  return (
    ids[0] === row.operation.id &&
    ids[1] === row.target.id &&
    ids[2] === row.transport.id &&
    ids[3] === row.workload.id &&
    ids[4] === row.variant.id &&
    ids[5] === row.preset.id &&
    ids[6] === row.concurrency.id &&
    ids[7] === row.cache_state.id &&
    ids[8] === row.run_id.id
  );
}
