import type { LabConditions } from '../core/lab-conditions.ts';

type Pool = LabConditions['pool'];

/**
 * Which devices reach the guest's memory by the DMA API (VIRTIO_F_ACCESS_PLATFORM): only those bounce where bouncing is forced. With
 * `none` they go the same way and nothing is forced, so that the copies are all that differs from `shared`.
 */
const USES_DMA_API = {
  shared: { shares: true, disks: true },
  private: { shares: true, disks: false },
  none: { shares: true, disks: true },
} as const satisfies Record<Pool['use'], { readonly shares: boolean; readonly disks: boolean }>;

export function usesDmaApi(use: Pool['use'], devices: 'shares' | 'disks'): boolean {
  return USES_DMA_API[use][devices];
}

/**
 * `swiotlb=[slots][,areas][,force|noforce]`, by setup_io_tlb_npages in the kernel's kernel/dma/swiotlb.c: a number may be left out, its
 * comma not when one follows. Slots are rounded up to 128, areas to a power of two and down until each has 128 slots.
 */
export function swiotlbParameter({ use, slots, areas }: Pool): string {
  if (use === 'none') return 'swiotlb=noforce';
  const numbers = areas === null ? [slots] : [slots ?? '', areas];
  return `swiotlb=${[...numbers.filter((number) => number !== null), 'force'].join(',')}`;
}
