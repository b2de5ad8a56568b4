import type { DmaPool, KernelLog } from '../core/environment.ts';
import type { KernelParameters } from './cmdline.ts';

/** What was read about the bounce buffers; null where unreadable. */
export interface PoolEvidence {
  readonly parameters: KernelParameters | null;
  /** Contents of the two files of the hv_pci driver, which exist only when the pool does. */
  readonly sysfsBase: string | null;
  readonly sysfsSize: string | null;
  /** False where the driver's folder cannot be seen at all, as in some containers. */
  readonly sysfsVisible: boolean;
  readonly log: KernelLog | null;
  /** wsl.exe warned that the kernel lacks the patch. */
  readonly hostWarned: boolean;
  /** Slots of the default pool, from debugfs. */
  readonly defaultPoolSlots: number | null;
}

/** io_tlb slots: 1 << IO_TLB_SHIFT. */
const SLOT_BYTES = 2048;

export const SYSFS_BASE = '/sys/bus/vmbus/drivers/hv_pci/swiotlb_base';
export const SYSFS_SIZE = '/sys/bus/vmbus/drivers/hv_pci/swiotlb_size';

/** The states of microsoft/WSL#40654: who shares the buffers that virtio devices bounce through. */
export function dmaPool(read: PoolEvidence): DmaPool {
  const evidence = [...sentences(read)];
  const requested = read.parameters?.hvPciSwiotlbBytes ?? null;
  const pool = (state: DmaPool['state'], sizeBytes: number | null): DmaPool => ({ state, sizeBytes, evidence });

  if (read.sysfsBase !== null && read.sysfsSize !== null) return pool('dedicated', decimal(read.sysfsSize));
  // The kernel says that it made one, and not that it could not tell: sysfs is hidden from us, not missing.
  if (read.log?.pool.made === true && read.log.pool.failure === null) return pool('dedicated', read.log.pool.sizeBytes);
  if (read.parameters === null) {
    const asked = read.hostWarned || read.log?.pool.unknownParameter != null || read.log?.pool.failure != null;
    return pool(asked ? 'requested-unavailable' : 'unknown', null);
  }
  if (requested !== null) return pool(read.sysfsVisible ? 'requested-unavailable' : 'unknown', null);
  if (!read.parameters.swiotlbForce) return pool('none', null);
  return pool('shared', read.defaultPoolSlots === null ? null : read.defaultPoolSlots * SLOT_BYTES);
}

function* sentences({
  parameters,
  sysfsBase,
  sysfsSize,
  sysfsVisible,
  log,
  hostWarned,
  defaultPoolSlots,
}: PoolEvidence): Generator<string> {
  if (parameters === null) yield 'the kernel command line is not readable';
  else {
    yield parameters.swiotlbForce ? 'the command line has swiotlb=force' : 'the command line has no swiotlb=force';
    if (parameters.hvPciSwiotlbBytes !== null) yield `the command line has hv_pci_swiotlb=${parameters.hvPciSwiotlbBytes}`;
    if (parameters.hvPciSwiotlbInvalid !== null) yield `hv_pci_swiotlb=${parameters.hvPciSwiotlbInvalid} is no size`;
  }
  if (sysfsBase !== null) yield `${SYSFS_BASE} is ${sysfsBase}`;
  if (sysfsSize !== null) yield `${SYSFS_SIZE} is ${sysfsSize}`;
  if ((sysfsBase === null) !== (sysfsSize === null)) yield 'only one of the two files of the pool exists';
  if (parameters?.hvPciSwiotlbBytes != null && sysfsBase === null && sysfsSize === null) {
    yield sysfsVisible ? `${SYSFS_SIZE} does not exist` : '/sys/bus/vmbus is not visible from here';
  }
  if (log?.pool.made === true) yield 'the kernel log says that a pool was reserved';
  if (log?.pool.failure != null) yield `the kernel log says: ${log.pool.failure}`;
  if (log?.pool.unknownParameter != null) yield `the kernel does not know ${log.pool.unknownParameter}`;
  if (hostWarned) yield 'wsl.exe warns that the running kernel lacks the patch';
  if (defaultPoolSlots !== null) yield `the default pool has ${defaultPoolSlots} slots`;
}

function decimal(text: string): number | null {
  const value = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  return Number.isSafeInteger(value) ? value : null;
}
