/** How a folder is probed. */
export interface ProbeOptions {
  /** Of each operation. */
  readonly calls: number;
  /** Calls before them that are not told: the first ones compile what the others run. */
  readonly warmUp: number;
  readonly timeoutMs: number;
}

/** A fair median of each, and a second in all where nothing is slow. */
export const PROBE_OPTIONS: ProbeOptions = { calls: 60, warmUp: 40, timeoutMs: 60_000 };
