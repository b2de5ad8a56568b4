import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import type { Mount } from '../core/mount.ts';
import { parseMountTable } from '../mounts/table.ts';
import { isTagName, type TagLinks } from '../mounts/virtiofs.ts';
import { TAG_LINKS } from './mount-table.ts';

export interface MountState {
  readonly bootId: string | null;
  readonly mounts: Mount[];
}

/** Cheap and synchronous, so that it can stand directly before and after what is measured: a few small files, no programs. */
export function readMountStateSync(): MountState {
  const bootId = readOrNull(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim());
  const text = readOrNull(() => readFileSync('/proc/self/mountinfo', 'utf8')) ?? '';
  return { bootId, mounts: [...parseMountTable('mountinfo', text, tagLinks()).mounts] };
}

function tagLinks(): TagLinks {
  const links = new Map<string, string>();
  for (const name of readOrNull(() => readdirSync(TAG_LINKS)) ?? []) {
    const target = isTagName(name) ? readOrNull(() => readlinkSync(`${TAG_LINKS}/${name}`)) : null;
    if (target !== null) links.set(name.toLowerCase(), target);
  }
  return links;
}

function readOrNull<T>(action: () => T): T | null {
  try {
    return action();
  } catch {
    return null;
  }
}
