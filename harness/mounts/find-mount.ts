import { posix } from 'node:path';
import type { Mount } from '../core/mount.ts';

/**
 * The mount that holds `path`: longest mount point that is a prefix by whole path parts; the last one wins on ties, because a later
 * mount covers an earlier one at the same place (Docker Desktop stacks drives). Resolve links in `path` before asking.
 */
export function findMount<T extends Pick<Mount, 'mountPoint'>>(mounts: readonly T[], path: string): T | null {
  if (!path.startsWith('/')) return null;
  const wanted = withSlash(posix.normalize(path));
  let best: T | null = null;
  let bestLength = 0;
  for (const mount of mounts) {
    const point = withSlash(mount.mountPoint);
    if (point.length >= bestLength && wanted.startsWith(point)) {
      best = mount;
      bestLength = point.length;
    }
  }
  return best;
}

function withSlash(path: string): string {
  return path.endsWith('/') ? path : `${path}/`;
}
