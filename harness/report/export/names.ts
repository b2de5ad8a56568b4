import type { Cell } from '../../core/cell.ts';
import { safePart } from './safe-text.ts';

/** `guest-cold+host-warm`: a `/` would end the name's part. */
export function cacheName({ cacheState }: Pick<Cell, 'cacheState'>): string {
  return cacheState.replace('/', '+');
}

/** `9p-socket`, or `drive-c:9p-socket` where the target's name does not say it. */
function placeName({ target, transport }: Pick<Cell, 'target' | 'transport'>): string {
  return target === transport ? transport : `${safePart(target)}:${transport}`;
}

/** `create`, or `clone:git-clone` where phase and operation differ. */
function workName({ phase, operation }: Pick<Cell, 'phase' | 'operation'>): string {
  return phase === operation ? safePart(phase) : `${safePart(phase)}:${safePart(operation)}`;
}

/**
 * `repo-clone/src-tree/clone:git-clone/virtiofs/guest-cold+host-warm`, and `/c4` with more than one thread: made from the cell alone, so
 * that it names the same series in every run, and different for different cells.
 */
export function cellName(cell: Cell): string {
  const parts = [safePart(cell.workload), safePart(cell.preset), workName(cell), placeName(cell), cacheName(cell)];
  return [...parts, ...(cell.concurrency === 1 ? [] : [`c${cell.concurrency}`])].join('/');
}

/** The fields of a cell as names and texts, in a fixed order: labels, parameters, pairs. */
export function cellFields(cell: Cell): readonly (readonly [name: string, value: string])[] {
  return [
    ['workload', safePart(cell.workload)],
    ['preset', safePart(cell.preset)],
    ['phase', safePart(cell.phase)],
    ['operation', safePart(cell.operation)],
    ['target', safePart(cell.target)],
    ['transport', cell.transport],
    ['concurrency', String(cell.concurrency)],
    ['cache', cacheName(cell)],
  ];
}
