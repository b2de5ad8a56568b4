import type { Part } from '../../core/layers.ts';

export type ThreadState = 'on-cpu' | 'runnable' | 'asleep';

/** A stretch of one thread's time, in whole nanoseconds. */
export interface Segment {
  readonly from: number;
  readonly to: number;
  /** Changes to `unexplained` when an answer that was waited for never came. */
  part: Part;
  /** What the thread itself was doing: on its way to sleep it is on a CPU, or waits for one, while the part is its request's. */
  readonly state: ThreadState;
  /** Of the request that it belongs to; null: none, or one without a type. */
  readonly type: string | null;
  /** Trace events that were written meanwhile, by the thread or by what it waited for. */
  readonly events: number;
}

/** A request that was followed from where it was made to its answer. */
export interface JoinedRequest {
  readonly type: string;
  readonly madeAt: number;
}
