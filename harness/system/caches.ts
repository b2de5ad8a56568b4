import { readFileSync, writeFileSync } from 'node:fs';
import { errorText } from '../core/errors.ts';

/** How often somebody has dropped the kernel's caches since boot; WSL does it by itself when it thinks that the machine is idle. */
export interface DropCounters {
  readonly pages: number | null;
  readonly slab: number | null;
}

/** drop_pagecache and drop_slab of /proc/vmstat (fs/drop_caches.c counts every write). */
export function readDropCounters(): DropCounters {
  return { pages: vmstat('drop_pagecache'), slab: vmstat('drop_slab') };
}

/** Pages of files in the guest's memory. */
export function filePages(): number | null {
  return vmstat('nr_file_pages');
}

function vmstat(name: string): number | null {
  let text = '';
  try {
    text = readFileSync('/proc/vmstat', 'utf8');
  } catch {
    return null; // No /proc: a dropped cache cannot be noticed.
  }
  const match = new RegExp(`^${name} (\\d+)$`, 'm').exec(text);
  return match === null ? null : Number(match[1]);
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
