import type { ResponseHistogram } from './response-histogram.ts';

/** What a simulation found, after its warm-up. Times are nanoseconds. */
export interface Outcome {
  readonly simulatedNs: number;
  /** Events of the whole run, warm-up included: the work that the engine did. */
  readonly events: number;
  readonly classes: readonly ClassOutcome[];
  readonly stations: readonly StationOutcome[];
  readonly pools: readonly PoolOutcome[];
}

export interface ClassOutcome {
  readonly name: string;
  readonly completed: number;
  /** Never part of a latency. */
  readonly failed: number;
  readonly throughputPerSecond: number;
  /** Of completed operations; null without any. */
  readonly meanNs: number | null;
  readonly maxNs: number | null;
  readonly histogram: ResponseHistogram;
  /** Means per completed operation. Waiting and service of all rows sum to `meanNs`, as those of each operation sum to its response time. */
  readonly rows: readonly PathRow[];
  /** Operations that waited at a parking station at least once, and their own mean and maximum: a percentile can miss them. */
  readonly parked: { readonly operations: number; readonly meanNs: number | null; readonly maxNs: number | null };
}

export interface PathRow {
  readonly row: string;
  readonly waitingNs: number;
  readonly serviceNs: number;
  /** Visits per operation. */
  readonly visits: number;
}

/** All classes together. */
export interface StationOutcome {
  readonly name: string;
  readonly visitsPerSecond: number;
  /** Mean number present, waiting or served; by time. */
  readonly meanPresent: number;
  readonly maxPresent: number;
  /** Mean number of busy servers (of seized units at a resource); divided by their number it is the utilisation. */
  readonly meanBusy: number;
}

export interface PoolOutcome {
  readonly name: string;
  readonly slots: number;
  readonly meanUsed: number;
  readonly highWater: number;
  readonly allocations: number;
  /** Attempts that found no room in any area: the kernel's "swiotlb buffer is full". */
  readonly full: number;
  readonly areas: readonly { readonly meanUsed: number; readonly highWater: number; readonly allocations: number }[];
}
