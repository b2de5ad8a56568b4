import { SYSFS_BASE, SYSFS_SIZE } from './dma-pool.ts';
import { contentOf, exists, readText, reasonOf, type Sources } from './sources/sources.ts';
import type { Gaps } from './unavailable.ts';

/** Debugfs: root only. The default pool, not WSL's own. */
const DEFAULT_POOL_SLOTS = '/sys/kernel/debug/swiotlb/io_tlb_nslabs';
const VMBUS = '/sys/bus/vmbus';
const INTEROP_ENTRIES = ['/proc/sys/fs/binfmt_misc/WSLInterop', '/proc/sys/fs/binfmt_misc/WSLInterop-late'] as const;
const CONTAINER_FILES = ['/.dockerenv', '/run/.containerenv'] as const;

/** Windows programs start through binfmt_misc: the entry is there on every WSL, and says whether it works. */
export async function readInterop(sources: Sources): Promise<{ readonly present: boolean; readonly enabled: boolean }> {
  const entries = await Promise.all(INTEROP_ENTRIES.map((path) => readText(sources, path)));
  const texts = entries.flatMap((entry) => contentOf(entry) ?? []);
  return { present: texts.length > 0, enabled: texts.some((text) => text.startsWith('enabled')) };
}

/** What sysfs and debugfs show of bounce buffers. */
export async function readPoolFiles(sources: Sources): Promise<{
  readonly sysfsBase: string | null;
  readonly sysfsSize: string | null;
  readonly vmbusVisible: boolean;
  readonly defaultPoolSlots: number | null;
}> {
  const [base, size, vmbus, slots] = await Promise.all([
    readText(sources, SYSFS_BASE),
    readText(sources, SYSFS_SIZE),
    sources.list(VMBUS),
    readText(sources, DEFAULT_POOL_SLOTS),
  ]);
  const slotText = contentOf(slots)?.trim() ?? '';
  return {
    sysfsBase: shortText(contentOf(base)),
    sysfsSize: shortText(contentOf(size)),
    vmbusVisible: vmbus.status === 'read',
    defaultPoolSlots: /^\d{1,12}$/.test(slotText) ? Number(slotText) : null,
  };
}

/** One life of the kernel. */
export async function readBootId(sources: Sources, gaps: Gaps): Promise<string | null> {
  const reading = await readText(sources, '/proc/sys/kernel/random/boot_id');
  const id = /^\s*([0-9a-f-]{36})\s*$/i.exec(contentOf(reading) ?? '')?.[1] ?? null;
  if (id === null) gaps.add('bootId', reasonOf(reading, 'the boot id is no UUID'));
  return id;
}

/** Effective user id; `Uid:` is real, effective, saved, file system. */
export async function readElevated(sources: Sources, gaps: Gaps): Promise<boolean | null> {
  const reading = await readText(sources, '/proc/self/status');
  const effective = /^Uid:\s+\d+\s+(\d+)/m.exec(contentOf(reading) ?? '')?.[1];
  if (effective !== undefined) return effective === '0';
  gaps.add('elevated', reasonOf(reading, '/proc/self/status shows no user id'));
  return null;
}

/** Container engines mark the root of their containers with an empty file. */
export async function readContainerFile(sources: Sources): Promise<boolean> {
  return (await Promise.all(CONTAINER_FILES.map((path) => exists(sources, path)))).some((found) => found);
}

function shortText(text: string | null): string | null {
  return text === null ? null : text.trim().slice(0, 64);
}
