import { compareVersions, versionParts } from '../../core/version-order.ts';

/** What the guest's kernel version decides on the path of a file. */
export interface KernelTraits {
  /** A bounced read is copied back once; until 9e02977bfad0 it was twice. */
  readonly copiesBack: 1 | 2;
  /** 20347fca71a3 cut the pool into areas with a lock each. */
  readonly hasPoolAreas: boolean;
  /** 8b0977ecc8b3: one atomic counter of the whole pool, where debugfs is built in. */
  readonly countsPoolUse: boolean;
  /** 529395d2ae64: by the submitting processor. Before, the first request queue carried everything. */
  readonly usesAllQueues: boolean;
  /** 106e4df1206b: what finds the ring full is sent by a completion, not by a timer. 2106e1f444d9: what finds the pool full fails. */
  readonly retriesByTimer: boolean;
  /**
   * dabb90391028: a FUSE directory is read into one buffer as large as that of getdents64(2), where it had been a page. 6.12 has the page
   * and 6.18 has not; which version between them was the first is not known here.
   */
  readonly readsDirectoriesByCount: boolean;
  /** 4b9eca5829ed: 9P messages get buffers for what they carry, where each had been as large as the largest (`msize`). */
  readonly sizesNinepBuffers: boolean;
  /** 9P's cache=mmap keeps file data from here on, unless the server gives files the version 0. */
  readonly cachesNinepData: boolean;
  /**
   * The attribute security.capability is asked for before every 9P write. Counted: not on 6.1, on 6.12 and 6.18. 6.8 gave uncached writes
   * to netfs, which asks.
   */
  readonly asksBeforeNinepWrite: boolean;
}

export function kernelTraits(version: string): KernelTraits {
  const parts = versionParts(version);
  const isSince = (...first: number[]): boolean => compareVersions(parts, first) >= 0;
  return {
    copiesBack: isSince(5, 18) ? 1 : 2,
    hasPoolAreas: isSince(6, 0),
    countsPoolUse: isSince(6, 4),
    usesAllQueues: isSince(6, 10),
    retriesByTimer: !isSince(6, 11),
    readsDirectoriesByCount: isSince(6, 15),
    sizesNinepBuffers: isSince(6, 1),
    cachesNinepData: isSince(6, 4),
    asksBeforeNinepWrite: isSince(6, 8),
  };
}
