import type { Mount } from '../core/mount.ts';

/** WSL's own places: never measured unless named, whatever file system they show. */
const WSL_PLACES = ['/run/wsl/virtiofs-mounts', '/mnt/wsl', '/mnt/wslg', '/usr/lib/wsl', '/usr/lib/modules', '/init'] as const;

/** A mount that may be offered as a target: a Windows drive outside WSL's own places. The later of two at one place covers the other. */
export function windowsDrives(mounts: readonly Mount[]): readonly Mount[] {
  const visible = new Map<string, Mount>();
  for (const mount of mounts) {
    visible.delete(mount.mountPoint);
    if (mount.role === 'windows' && !isWslPlace(mount.mountPoint)) visible.set(mount.mountPoint, mount);
  }
  return [...visible.values()];
}

function isWslPlace(path: string): boolean {
  return WSL_PLACES.some((place) => path === place || path.startsWith(`${place}/`));
}
