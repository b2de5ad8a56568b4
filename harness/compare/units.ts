import type { RunRecord } from '../core/run-record.ts';
import type { Series } from '../core/series.ts';
import { medianOfSorted } from '../stats/median.ts';

/** Values of one side that were measured in one boot: by block, ascending. */
export interface Boot {
  readonly id: string;
  /** Of the run, or of its first run where a boot has several. */
  readonly startedAt: string;
  readonly blocks: ReadonlyMap<string, Float64Array>;
}

/** One cell of one side, over all its runs. */
export interface SideSeries {
  readonly boots: ReadonlyMap<string, Boot>;
  readonly n: number;
  readonly nInvalid: number;
}

export interface RunSeries {
  readonly record: RunRecord;
  readonly series: Series;
}

/** All series must be of the same metric of one cell. */
export function gather(list: readonly RunSeries[]): SideSeries {
  const boots = new Map<string, { startedAt: string; blocks: Map<string, Float64Array> }>();
  let n = 0;
  let nInvalid = 0;
  for (const { record, series } of list) {
    n += series.values.length;
    for (const count of series.invalid.values()) nInvalid += count;
    for (const { from, to } of stretches(series)) {
      // A kernel that does not tell its boot: the run is all that is known to have been one.
      const id = series.bootIds[series.boots[from] as number] ?? record.id;
      const boot = boots.get(id) ?? { startedAt: record.startedAt, blocks: new Map() };
      boots.set(id, boot);
      const block = `${record.id} ${series.blocks[from]}`;
      const before = boot.blocks.get(block);
      const values = series.values.subarray(from, to);
      boot.blocks.set(block, joined(before === undefined ? [values] : [before, values]));
    }
  }
  return { boots: new Map([...boots].map(([id, boot]) => [id, { id, ...boot }])), n, nInvalid };
}

/** Values of one block and boot lie together, because series are in the order of measuring. */
function* stretches({ values, blocks, boots }: Series): Generator<{ readonly from: number; readonly to: number }> {
  let from = 0;
  for (let to = 1; to <= values.length; to++) {
    if (to < values.length && blocks[to] === blocks[from] && boots[to] === boots[from]) continue;
    yield { from, to };
    from = to;
  }
}

/** Median of all samples of the boot. */
export function bootValue({ blocks }: Boot): number {
  const [only] = blocks.values();
  return blocks.size === 1 && only !== undefined ? medianOfSorted(only) : medianOfSorted(joined([...blocks.values()]));
}

/** Ascending. */
function joined(parts: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(parts.reduce((sum, values) => sum + values.length, 0));
  let position = 0;
  for (const values of parts) {
    all.set(values, position);
    position += values.length;
  }
  return all.sort();
}
