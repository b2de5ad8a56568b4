import type { Cell } from './cell.ts';

/** How often latencies fell into one bucket of an HDR histogram, whose width is at most 0.1 % of its value. */
export interface LatencyBucket {
  /** Middle of the bucket. */
  readonly valueNs: number;
  /** The largest value that the bucket stands for. */
  readonly highestNs: number;
  readonly count: number;
}

/** Latencies of single operations of one cell, over all threads, blocks and boots of the runs that were read. At least one. */
export interface LatencyHistogram {
  readonly cell: Cell;
  /** Of the first interval, since 1970. */
  readonly startSeconds: number;
  /** Time in which the operations were done, pauses between blocks not counted. */
  readonly lengthSeconds: number;
  readonly count: number;
  readonly minimumNs: number;
  readonly maximumNs: number;
  readonly meanNs: number;
  readonly standardDeviationNs: number;
  /** Rising; none is empty. */
  readonly buckets: readonly LatencyBucket[];
  /** V2, compressed, base64: merges with others of its kind. */
  readonly payload: string;
}
