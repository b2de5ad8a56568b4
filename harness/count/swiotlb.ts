import { readdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Count, Counting } from '../core/counting.ts';
import { counted, notCounted } from './counts.ts';
import { howToMount, isMounted, readKernelFile, whyNot } from './kernel-file.ts';

const DEBUGFS = '/sys/kernel/debug';
const SOURCE = 'swiotlb';

/** One number alone in a file of debugfs; null for anything else. */
export function parseSlots(text: string): number | null {
  return /^\d+\n?$/.test(text) ? Number(text) : null;
}

/** Bounce buffers in use, in slots of 2 KiB. The high-water mark (>= 6.4) is set to 0 just before the step: it is the step's own. */
export function swiotlb(debugfs = DEBUGFS, mounted = isMounted('debugfs', debugfs)): Counting {
  const pools = mounted ? findPools(debugfs) : [];
  let resetFailure: string | null = null;
  return {
    start() {
      resetFailure = null;
      for (const pool of pools) resetFailure = resetHighWater(pool) ?? resetFailure;
    },
    finish() {
      if (!mounted) return [notCounted(SOURCE, 'used', noDebugfs(debugfs), { unit: 'slots' })];
      if (pools.length === 0)
        return [notCounted(SOURCE, 'used', `this kernel made no bounce pool: none in ${debugfs}/swiotlb`, { unit: 'slots' })];
      return pools.flatMap((pool) => [
        highWater(pool, resetFailure),
        slots(pool, 'used', 'io_tlb_used'),
        slots(pool, 'slots', 'io_tlb_nslabs'),
      ]);
    },
  };
}

function noDebugfs(path: string): string {
  return process.getuid?.() === 0 ? howToMount('debugfs', path) : `${path} needs root`;
}

/**
 * The default pool's folder, and one for each that a driver made: below it, or beside it where the driver was earlier than debugfs's own
 * folder, as the pool for Hyper-V's PCI devices is.
 */
function findPools(debugfs: string): string[] {
  const main = join(debugfs, 'swiotlb');
  const folders = [main, ...subfolders(main), join(debugfs, 'hv-pci-swiotlb')];
  return folders.filter((folder) => 'text' in readKernelFile(join(folder, 'io_tlb_used')));
}

function subfolders(path: string): string[] {
  try {
    return readdirSync(path, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => join(path, name));
  } catch {
    return []; // No pool at all.
  }
}

function resetHighWater(pool: string): string | null {
  const path = join(pool, 'io_tlb_used_hiwater');
  try {
    writeFileSync(path, '0', { flag: 'r+' });
    return null;
  } catch (error) {
    return `${whyNot(path, error)} (Linux 6.4 and later have it)`;
  }
}

function highWater(pool: string, resetFailure: string | null): Count {
  if (resetFailure !== null) return notCounted(SOURCE, 'used-high-water', resetFailure, { key: basename(pool), unit: 'slots' });
  return slots(pool, 'used-high-water', 'io_tlb_used_hiwater');
}

function slots(pool: string, counter: string, file: string): Count {
  const path = join(pool, file);
  const reading = readKernelFile(path);
  const parts = { key: basename(pool), unit: 'slots' } as const;
  if ('reason' in reading) return notCounted(SOURCE, counter, reading.reason, parts);
  const value = parseSlots(reading.text);
  return value === null ? notCounted(SOURCE, counter, `${path} holds no number`, parts) : counted(SOURCE, counter, value, parts);
}
