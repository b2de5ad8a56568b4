import type { Evidence } from '../../core/attribution.ts';
import type { Layer } from '../../core/layers.ts';

/** Some of the time, with the layers that it may belong to. */
export interface Allocation {
  /** The first leads: the time is shown there, merged with the others. */
  readonly layers: readonly [Layer, ...Layer[]];
  /** What it was spent on. */
  readonly part: string;
  /** Not negative. */
  readonly ns: number;
  readonly evidence: readonly Evidence[];
}

/** A layer would have got less than nothing: two kinds of evidence do not fit together. */
export interface Contradiction {
  readonly message: string;
  /** What is missing or too much, in ns of one operation. */
  readonly ns: number;
}

export interface Explanation {
  readonly allocations: readonly Allocation[];
  readonly contradictions: readonly Contradiction[];
}
