import type { Cell } from '../core/cell.ts';
import type { SampleRow } from './scan-samples.ts';

/** The cell that a row of samples.csv belongs to. */
export function cellOf(row: SampleRow): Cell {
  return {
    workload: row.workload.value,
    preset: row.preset.value,
    phase: row.variant.value,
    operation: row.operation.value,
    target: row.target.value,
    transport: row.transport.value,
    concurrency: row.concurrency.value,
    cacheState: row.cache_state.value,
  };
}
