import type { Share } from '../../harness/core/workload.ts';

/**
 * The directories of one thread, parents first. Making and removing directories has an order between parent and child, so a thread gets
 * whole subtrees of the root: no thread ever waits for another, or finds a directory that another has yet to make or to empty.
 * Largest subtree first, to the thread with the least so far; a thread may get none.
 */
export function ownSubtrees(directories: readonly string[], { thread, threads }: Share): string[] {
  if (threads === 1) return [...directories];
  const sizes = new Map<string, number>();
  for (const path of directories) sizes.set(topOf(path), (sizes.get(topOf(path)) ?? 0) + 1);
  const loads = Array.from({ length: threads }, () => 0);
  const own = new Set<string>();
  for (const [top, size] of [...sizes].sort((a, b) => b[1] - a[1])) {
    const least = loads.indexOf(Math.min(...loads));
    loads[least] = (loads[least] ?? 0) + size;
    if (least === thread) own.add(top);
  }
  return directories.filter((path) => own.has(topOf(path)));
}

function topOf(path: string): string {
  const slash = path.indexOf('/');
  return slash < 0 ? path : path.slice(0, slash);
}
