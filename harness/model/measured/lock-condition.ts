/** What one measurement of the pool's locks is made under. Threads take areas in turn. */
export interface LockCondition {
  readonly threads: number;
  /** Each has a lock of its own. */
  readonly areas: number;
  /** Mappings of one 4 KiB page that a thread makes in one go, and later undoes in one go. */
  readonly pagesPerRequest: number;
  /** Copied into the pool when a page is mapped, and out of it when it is unmapped; 0 for bare bookkeeping. */
  readonly copyBytes: 0 | 4096;
}

/** What it found; with several threads, means over all of them. Times are nanoseconds per page as the thread saw them. */
export interface LockMeasurement {
  readonly condition: LockCondition;
  readonly elapsedNs: number;
  readonly maps: number;
  readonly mapsPerSecond: number;
  /** From one request in {@link SAMPLED_EVERY}, the cost of the clock taken off; waiting for the lock and the copy are in it. */
  readonly mapNs: number;
  readonly unmapNs: number;
  /** Of all acquisitions of a lock: those whose lock another thread had held before. 0 with one thread. */
  readonly handoverShare: number;
  /** Sampled times beyond {@link INTERRUPTED_NS}, left out of the means. */
  readonly interrupted: number;
  /** Of the time of all threads: runnable, but without a processor. Null where the kernel does not count it. */
  readonly waitedForCpuShare: number | null;
}

/** What a simulated lock is fitted on and compared with: model.md has the same rows from a program in C. */
export interface LockRow extends LockCondition {
  readonly mapNs: number;
  readonly unmapNs: number;
  readonly mapsPerSecond: number;
}

/** 64 MiB in slots of 2 KiB, the kernel's default and WSL's. */
export const POOL_SLOTS = 32_768;
export const SLOT_BYTES = 2048;
export const PAGE_SLOTS = 2;
export const REQUESTS_IN_FLIGHT = 4;

/**
 * A reading of the clock costs as much as a mapping: read around every request, it would be half of what is measured. A prime, because a
 * segment has 64 pages and unmapping costs more towards its end.
 */
export const SAMPLED_EVERY = 61;

/** 64 pages with copies take 0.1 ms at most; a time slice of the scheduler is 3 ms. */
export const INTERRUPTED_NS = 1e6;
