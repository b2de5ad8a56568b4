import type { FuseLimits } from '../fuse-requests.ts';
import type { Operation, Situation } from '../operation.ts';
import type { Call } from '../request.ts';

/** A path operation in the root of the mount, where nothing is cached. */
export function situation(operation: Operation, others: Partial<Situation> = {}): Situation {
  const cached = { dentries: false, attributes: false, data: false };
  return { operation, directories: 0, bytes: 0, shift: 0, entries: 0, nameBytes: 12, cached, ...others };
}

/** As WSL's server and its 6.18 have it. */
export const DIRECT: FuseLimits = { maxPages: 64, readsDirectoriesByCount: true, isDirect: true, writesInParallel: false };

/** `2 LOOKUP, GETATTR`, in the order of first appearance. */
export function tally(calls: readonly Call[]): string {
  const counts = new Map<string, number>();
  for (const { type } of calls.flatMap(({ requests }) => requests)) counts.set(type, (counts.get(type) ?? 0) + 1);
  return [...counts].map(([type, count]) => (count === 1 ? type : `${count} ${type}`)).join(', ');
}

export function total(calls: readonly Call[]): number {
  return calls.reduce((sum, { requests }) => sum + requests.length, 0);
}
