import { z } from 'zod';
import { CACHE_STATES } from './cache-state.ts';
import { TRANSPORTS } from './transport.ts';

/** What is measured: two samples belong together exactly when these fields are equal. */
export const cellSchema = z.strictObject({
  workload: z.string(),
  preset: z.string(),
  phase: z.string(),
  operation: z.string(),
  /** {@link Target.id}. */
  target: z.string(),
  transport: z.enum(TRANSPORTS),
  concurrency: z.number().int().positive(),
  cacheState: z.enum(CACHE_STATES),
});

export type Cell = z.infer<typeof cellSchema>;

/** Equal for equal cells; sorts by workload first. */
export function cellKey(cell: Cell): string {
  return [
    cell.workload,
    cell.preset,
    cell.phase,
    cell.operation,
    cell.concurrency,
    cell.cacheState,
    cell.target,
    cell.transport,
  ].join('\u0000');
}

/** What is done, wherever that is. */
export type Work = Omit<Cell, 'target' | 'transport'>;

/** Equal for cells that differ only in the target: the rows of one comparison between mounts. */
export function workKey(cell: Work): string {
  return [cell.workload, cell.preset, cell.phase, cell.operation, cell.concurrency, cell.cacheState].join('\u0000');
}
