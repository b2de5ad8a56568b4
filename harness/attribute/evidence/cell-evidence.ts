import type { Cell } from '../../core/cell.ts';
import type { Part } from '../../core/layers.ts';
import type { PartTimes } from './part-times.ts';

/** All that is known of one cell. Times are of one operation, or of a whole command. */
export interface CellEvidence {
  readonly cell: Cell;
  readonly metric: 'latency' | 'elapsed';
  /** At least one, each with at least one block. */
  readonly boots: readonly BootEvidence[];
  /** Calls of one step. */
  readonly operations: number;
  /** By type; null where not counted. */
  readonly requests: Readonly<Record<string, number>> | null;
  readonly requestTimes: readonly RequestTime[];
  /** Parts that this kernel has no events for. */
  readonly missing: ReadonlySet<Part>;
  readonly bounced: { readonly mappings: number; readonly bytes: number } | null;
}

export interface BootEvidence {
  readonly blocks: readonly BlockTimes[];
  /** Empty where nothing was traced. */
  readonly passes: readonly TracedPass[];
}

/** Of a step without tracepoints; null where this machine does not tell. */
export interface BlockTimes {
  readonly ns: number;
  readonly onCpuNs: number | null;
  readonly runQueueNs: number | null;
  /** Of commands. */
  readonly userNs: number | null;
  readonly systemNs: number | null;
}

/** What one traced step showed. */
export interface TracedPass {
  /** Latency of the traced step itself. */
  readonly ns: number | null;
  /** Sum to the time from the first to the last call. Null where there was no timeline. */
  readonly timeline: Timeline | null;
}

export interface Timeline {
  readonly all: Band;
  /** Null below ten operations. */
  readonly tail: Band | null;
  /** Of one operation. */
  readonly events: PartTimes;
  /** Null where the trace does not tell them apart. */
  readonly states: States | null;
}

/**
 * Of one operation's time, what the thread itself did meanwhile; the three sum to it. A thread that goes to sleep behind a request is in
 * a part of that request, although it is still on a CPU, or waits for the one that the request's own worker has.
 */
export interface States {
  readonly onCpu: PartTimes;
  readonly runnable: PartTimes;
  readonly asleep: PartTimes;
}

export interface Band {
  readonly operations: number;
  readonly times: PartTimes;
}

/** Requests of one type in one cell, over all traced passes. */
export interface RequestTime {
  readonly type: string;
  readonly requests: number;
  /** Of all of them. */
  readonly times: PartTimes;
}
