/** Families with a mean and a coefficient of variation; which one decides the shape of the knee. */
export const FAMILIES = ['deterministic', 'exponential', 'erlang', 'lognormal', 'pareto'] as const;
export type Family = (typeof FAMILIES)[number];

/** A number of the model that no table gives: what is assumed of it, why, and what would tell. */
export interface Parameter {
  readonly unit: 'ns' | 'ns/B' | 'share';
  /** Of one visit; the mean where it varies. */
  readonly value: number;
  /** Between which it is expected to be before anything is measured. */
  readonly prior: readonly [low: number, high: number];
  readonly family: Family;
  /** Standard deviation over mean; 0 for what does not vary. */
  readonly cv: number;
  readonly meaning: string;
  readonly source: string;
  readonly identifiedBy: string;
  /** What latencies alone can tell is a sum, for which this is one of the terms; null: it stands alone. */
  readonly partOf: Sum | null;
}

/**
 * Time of a small request, of a page in it, of a byte, of a lock that others want. Only traces, or boots that differ in one of its terms,
 * can take a sum apart.
 */
export type Sum = 'request' | 'mapping' | 'byte' | 'contention';
