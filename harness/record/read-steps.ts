import { type Cell, cellKey } from '../core/cell.ts';
import type { Metric } from '../core/sample.ts';
import { cellOf } from './row-cell.ts';
import { type SampleRow, scanSamples } from './scan-samples.ts';

/** All that was measured of one step at once: how long it took belongs to how long its threads ran. */
export interface MeasuredStep {
  readonly cell: Cell;
  readonly bootId: string | null;
  readonly block: number;
  /** Made with tracepoints on: slower, and no figure. */
  readonly isTraced: boolean;
  /** Calls that succeeded, over all threads; 1 for a command. At least 1. */
  readonly operations: number;
  /** In `METRICS[metric].unit`, over the whole step but for `latency`, which is of one operation. */
  readonly values: Readonly<Partial<Record<Metric, number>>>;
}

/** Steps of samples.csv in the order of measuring. Those that failed are left out, and so is the warm-up. */
export function readSteps(path: string): MeasuredStep[] {
  const steps: MeasuredStep[] = [];
  const cells = new Map<string, Cell>();
  let order = -1;
  let values: Partial<Record<Metric, number>> = {};
  scanSamples(path, (row) => {
    const reason = row.invalid_reason.value;
    const isTraced = reason === 'traced';
    if (row.iteration.value < 0 || (reason !== null && !isTraced) || Number.isNaN(row.value.value)) return;
    if (row.operations.value < 1) return;
    if (row.order.value !== order) {
      order = row.order.value;
      values = {};
      const { value: bootId } = row.boot_id;
      steps.push({
        cell: sharedCell(row, cells),
        bootId,
        block: row.block.value,
        isTraced,
        operations: row.operations.value,
        values,
      });
    }
    values[row.metric.value] = row.value.value;
  });
  return steps;
}

/** One object for all steps of a cell: a long file has many of them. */
function sharedCell(row: SampleRow, cells: Map<string, Cell>): Cell {
  const cell = cellOf(row);
  const key = cellKey(cell);
  const known = cells.get(key);
  if (known !== undefined) return known;
  cells.set(key, cell);
  return cell;
}
