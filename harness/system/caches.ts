import { readFileSync, writeFileSync } from 'node:fs';
import { errorText } from '../core/errors.ts';

/** How often somebody has dropped the kernel's caches since boot; WSL does it by itself when it thinks that the machine is idle. */
export interface DropCounters {
  readonly pages: number | null;
  readonly slab: number | null;
}

/** drop_pagecache and drop_slab of /proc/vmstat (fs/drop_caches.c counts every write). */
export function readDropCounters(): DropCounters {
  let text = '';
  try {
    text = readFileSync('/proc/vmstat', 'utf8');
  } catch {
    // No /proc: both stay null, and a dropped cache cannot be noticed.
  }
  const counter = (name: string): number | null => {
    const match = new RegExp(`^${name} (\\d+)$`, 'm').exec(text);
    return match === null ? null : Number(match[1]);
  };
  return { pages: counter('drop_pagecache'), slab: counter('drop_slab') };
}

/** Empties the guest's page, dentry and inode caches. Dirty pages are not dropped: sync before. */
export function dropCaches(): void {
  writeFileSync('/proc/sys/vm/drop_caches', '3');
}

/** Null when caches can be dropped here, else why not. */
export function whyNoDrop(): string | null {
  if (process.getuid?.() !== 0) return 'only root may write /proc/sys/vm/drop_caches';
  try {
    // Documented to do nothing but to switch off the kernel's log line for later drops.
    writeFileSync('/proc/sys/vm/drop_caches', '4');
    return null;
  } catch (error) {
    return errorText(error);
  }
}
