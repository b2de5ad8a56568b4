import type { Advice, LayerShare, ModelError, OperationWhatIfs } from '../core/attribution.ts';
import type { Cell } from '../core/cell.ts';
import type { RunRecord } from '../core/run-record.ts';
import type { Target } from '../core/target.ts';

/**
 * The model, which is a stage of its own: fitted to what was observed, it says what it misses and what would change. `cli` plugs it in.
 */
export interface AttributionModel {
  /** One entry for each mount with a far side. */
  modelErrors(observed: ObservedRuns): Promise<readonly ModelError[]>;
  whatIfs(observed: ObservedRuns): Promise<readonly OperationWhatIfs[]>;
  /** Largest gain first. */
  advice(observed: ObservedRuns, whatIfs: readonly OperationWhatIfs[]): Promise<readonly Advice[]>;
}

/** Boots of one configuration, taken together. */
export interface ObservedRuns {
  /** At least one; all of one configuration. */
  readonly records: readonly [RunRecord, ...RunRecord[]];
  /** Controls included. */
  readonly mounts: readonly ObservedMount[];
}

export interface ObservedMount {
  readonly target: Target;
  /** In the order of measuring, of all workloads. */
  readonly cells: readonly ObservedCell[];
}

/** Counts and times of one operation, or of a whole command. */
export interface ObservedCell {
  readonly cell: Cell;
  readonly metric: 'latency' | 'elapsed';
  readonly medianNs: number;
  /** 95 %; null where there is too little repetition. */
  readonly lowNs: number | null;
  readonly highNs: number | null;
  /** Of the median, by the spread between blocks (boots where there are several); null with one value. */
  readonly standardErrorNs: number | null;
  /** Values that the median is of. */
  readonly n: number;
  /** By type (LOOKUP, Twalk, …), per operation, by the traced pass; null where not counted. */
  readonly requests: Readonly<Record<string, number>> | null;
  /** Mean time of one request of each type, from made to answered, by the timeline; null without one. */
  readonly requestNs: Readonly<Record<string, number>> | null;
  /** Per operation, of this mount's own device where it can be told; null where not counted. */
  readonly bounced: { readonly mappings: number; readonly bytes: number } | null;
  /** What the evidence says of this cell; sums to `medianNs`. */
  readonly layers: readonly LayerShare[];
  /** What it calls, where the probe says so; null for other workloads. */
  readonly probe: ProbedCall | null;
}

/** One operation of the probe, as far as costs depend on it. */
export interface ProbedCall {
  /** Of one operation. */
  readonly systemCalls: number;
  /** Components of the path below the mount point, the leaf included; 0 for a call on an open descriptor. */
  readonly components: number;
  readonly direction: 'read' | 'write' | 'none';
  /** Moved by one operation. */
  readonly bytes: number;
  /** From the start of a page to the start of the buffer. */
  readonly shiftBytes: number;
  /** Requests across the boundary by the workload's own rules; null where they do not tell, and 0 on a local file system. */
  readonly expectedRequests: { readonly always: number; readonly ifExpired: number } | null;
}
