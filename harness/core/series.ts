import type { Cell } from './cell.ts';
import type { Metric } from './sample.ts';

/**
 * All valid values of one metric of one cell in one run, in the order of measuring: what statistics are made of. Columns, because a
 * run may hold a million samples. Warm-up and traced rows belong to no series.
 */
export interface Series {
  readonly runId: string;
  readonly cell: Cell;
  readonly metric: Metric;
  /** Every instruction was emulated; null where that is not known. */
  readonly emulated: boolean | null;
  /** In `METRICS[metric].unit`; finite, not negative. */
  readonly values: Float64Array;
  /** Of each value: the pass over all cells. */
  readonly blocks: Int32Array;
  /** Of each value: index into `bootIds`. */
  readonly boots: Int32Array;
  readonly bootIds: readonly (string | null)[];
  /** Samples that were left out, by reason. */
  readonly invalid: ReadonlyMap<string, number>;
}
