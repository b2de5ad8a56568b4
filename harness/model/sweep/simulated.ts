import type { Layer } from '../path/rows.ts';

/**
 * What a simulation of a configuration found, as plain data: it is cloned between threads and printed as JSON. Times are nanoseconds,
 * means per completed operation; null where no operation completed.
 */
export interface Simulated {
  readonly operations: number;
  readonly warmUp: number;
  readonly seed: number;
  readonly simulatedNs: number;
  /** Of the engine, warm-up included. */
  readonly events: number;
  readonly throughputPerSecond: number;
  readonly completed: number;
  /** Never part of a latency. */
  readonly failed: number;
  readonly latency: Latency | null;
  /** In the order of the path. Their waiting and service sum to the mean latency. */
  readonly rows: readonly SimulatedRow[];
  /** The rows of each layer together. */
  readonly layers: readonly SimulatedLayer[];
  /** Operations that found the pool or the ring full and waited for a timer of the kernel at least once. */
  readonly parked: Parked;
  readonly stations: readonly SimulatedStation[];
  readonly pools: readonly SimulatedPool[];
  /** The one that the measured operations use; null where they use none, or one without an end. */
  readonly ownPool: string | null;
  /** Who else uses the pools. */
  readonly contenders: readonly SimulatedContender[];
  /** Null where operations arrive whatever becomes of the others. */
  readonly bounds: Bounds | null;
}

export interface Latency {
  readonly meanNs: number;
  readonly p50Ns: number;
  readonly p90Ns: number;
  readonly p99Ns: number;
  readonly p999Ns: number;
  readonly maxNs: number;
}

export interface Stay {
  readonly waitingNs: number;
  readonly serviceNs: number;
}

/** Quantiles do not add up; means over the operations around a quantile do. */
export interface Bands {
  /** Over the operations between the 45th and the 55th percentile. */
  readonly p50: Stay;
  /** Between the 98.5th and the 99.5th. */
  readonly p99: Stay;
}

export interface SimulatedRow extends Stay, Bands {
  readonly row: string;
  readonly layer: Layer;
  readonly part: string;
  /** Per operation. */
  readonly visits: number;
}

export interface SimulatedLayer extends Stay, Bands {
  readonly layer: Layer;
  /** Of the mean latency. */
  readonly share: number;
}

export interface Parked {
  readonly operations: number;
  /** Of those that completed. */
  readonly share: number;
  readonly meanNs: number | null;
  readonly maxNs: number | null;
}

/** All classes together. */
export interface SimulatedStation {
  readonly station: string;
  readonly kind: 'queue' | 'sharing' | 'resource' | 'lock' | 'delay' | 'parking';
  /** Servers, or units; null where there is room for everybody. */
  readonly servers: number | null;
  /** Share of them that is busy, by time. */
  readonly utilisation: number | null;
  readonly visitsPerSecond: number;
  readonly meanPresent: number;
  readonly maxPresent: number;
}

export interface SimulatedPool {
  readonly pool: string;
  readonly slots: number;
  readonly meanUsed: number;
  readonly highWater: number;
  readonly allocations: number;
  /** Attempts that found no room in any area. */
  readonly full: number;
  readonly areas: readonly { readonly meanUsed: number; readonly highWater: number; readonly allocations: number }[];
}

export interface SimulatedContender {
  readonly name: string;
  readonly throughputPerSecond: number;
  readonly completed: number;
  readonly failed: number;
  readonly meanNs: number | null;
}

/** What no schedule can exceed: asymptotic bounds of operational analysis, for the measured operations as if they were alone. */
export interface Bounds {
  readonly throughputPerSecond: number;
  /** Of the mean response. */
  readonly responseNs: number;
  /** From so many clients on somebody must be waiting; null where nothing has limited room. */
  readonly kneeClients: number | null;
}
