import type { Mount } from '../core/mount.ts';
import type { Target } from '../core/target.ts';
import type { Transport } from '../core/transport.ts';
import { windowsDrives } from '../mounts/candidate.ts';
import { findMount } from '../mounts/find-mount.ts';

/** A directory that may be measured; nothing has been looked at yet. */
export interface Candidate {
  readonly path: string;
  readonly origin: Target['origin'];
}

/** Folders of this machine in which the controls may lie, best first. */
export interface ControlPlaces {
  readonly native: readonly string[];
  readonly memory: readonly string[];
}

/** Every Windows drive that can be written; a drive that is mounted twice, or a folder of it, counts once. */
export function driveCandidates(mounts: readonly Mount[]): Candidate[] {
  const drives = new Map<string, Candidate>();
  for (const mount of windowsDrives(mounts)) {
    const letter = /^([A-Za-z]):\\?$/.exec(mount.windowsPath ?? '')?.[1]?.toUpperCase();
    if (letter !== undefined && !mount.readOnly && !drives.has(letter))
      drives.set(letter, { path: mount.mountPoint, origin: 'windows-drive' });
  }
  return [...drives.values()];
}

/**
 * The controls that the chosen targets lack: the native file system and memory. A change that shows on them too is the machine's,
 * not the mount's.
 */
export function missingControls(chosen: readonly Transport[], places: ControlPlaces, mounts: readonly Mount[]): Candidate[] {
  const first = (paths: readonly string[], transport: Transport): Candidate[] => {
    const path = chosen.includes(transport)
      ? undefined
      : paths.find((candidate) => findMount(mounts, candidate)?.transport === transport);
    return path === undefined ? [] : [{ path, origin: 'control' }];
  };
  return [...first(places.native, 'native'), ...first(places.memory, 'memory')];
}

/** `drive-c`, `native`, `memory-2`: says what is measured and nothing about whose it is. */
export function targetIds(mounts: readonly Mount[]): string[] {
  const used = new Map<string, number>();
  return mounts.map((mount) => {
    const letter = /^([A-Za-z]):/.exec(mount.windowsPath ?? '')?.[1];
    const base =
      mount.role === 'windows' && letter !== undefined ? `drive-${letter.toLowerCase()}` : (mount.transport ?? 'unknown');
    const count = (used.get(base) ?? 0) + 1;
    used.set(base, count);
    return count === 1 ? base : `${base}-${count}`;
  });
}
