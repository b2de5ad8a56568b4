import { reduceRows } from './row-echelon.ts';
import { rankOf, singularValues } from './singular-values.ts';

/** Observation = Σ entry·parameter + error. */
export interface WeightedDesign<Name extends string> {
  readonly parameters: readonly Name[];
  readonly rows: readonly (readonly number[])[];
  /** One per row, in the unit of the observation. */
  readonly standardErrors: readonly number[];
}

export interface Spectrum {
  /** Of the design with rows divided by their standard errors and columns by their lengths, so that units do not matter. */
  readonly singularValues: readonly number[];
  readonly rank: number;
  /** Largest divided by smallest singular value other than 0. */
  readonly conditionNumber: number;
  /** In units of the parameters: what can be added to them without any effect. Directions that have nothing in common are apart. */
  readonly nullDirections: readonly (readonly number[])[];
  /** In units of the parameters: what can be added to them with little effect, and for each parameter the share of its variance that is due. */
  readonly weakDirections: readonly WeakDirection[];
  /** Of the estimates, without what the null directions add. */
  readonly covariance: readonly (readonly number[])[];
  /** Columns without any entry. */
  readonly unobserved: ReadonlySet<number>;
}

export interface WeakDirection {
  readonly direction: readonly number[];
  readonly varianceShares: readonly number[];
}

/** Belsley, Kuh & Welsch, Regression Diagnostics (1980), 3.2: from 30 on, dependencies degrade the estimates that take part in them. */
const WEAK_CONDITION_INDEX = 30;

export function spectrumOf({ rows, standardErrors, parameters }: WeightedDesign<string>): Spectrum {
  const weighted = rows.map((row, index) => row.map((entry) => entry / (standardErrors[index] as number)));
  const lengths = parameters.map((_, column) => Math.hypot(...weighted.map((row) => row[column] as number)));
  const unobserved = new Set([...lengths.keys()].filter((column) => lengths[column] === 0));
  const observed = [...lengths.keys()].filter((column) => !unobserved.has(column));
  const scaled = weighted.map((row) => observed.map((column) => (row[column] as number) / (lengths[column] as number)));
  const { values, right } = singularValues(scaled);
  const rank = rankOf(values);
  const unscale = (vector: readonly number[]): number[] => {
    const direction = new Array<number>(parameters.length).fill(0);
    observed.forEach((column, index) => {
      direction[column] = (vector[index] as number) / (lengths[column] as number);
    });
    return direction;
  };
  const unscaled = right.map(unscale);
  const covariance = parameters.map((_, i) =>
    parameters.map((_, j) => sumOver(rank, (k) => (at(unscaled, k, i) * at(unscaled, k, j)) / (values[k] as number) ** 2)),
  );
  const weak = [...values.keys()].filter((k) => k < rank && (values[0] as number) > WEAK_CONDITION_INDEX * (values[k] as number));
  return {
    singularValues: values,
    rank,
    conditionNumber: rank === 0 ? 1 : (values[0] as number) / (values[rank - 1] as number),
    nullDirections: (reduceRows(right.slice(rank), null) ?? []).map((vector) => unscale(vector.map(withoutRounding))),
    weakDirections: weak.map((k) => ({
      direction: unscaled[k] as number[],
      varianceShares: parameters.map((_, i) => (at(unscaled, k, i) / (values[k] as number)) ** 2 / (at(covariance, i, i) || 1)),
    })),
    covariance,
    unobserved,
  };
}

/** Share of a column of length 1 below which a parameter takes no part in a null direction. */
const SMALLEST_COMPONENT = 1e-6;

function withoutRounding(component: number): number {
  return Math.abs(component) < SMALLEST_COMPONENT ? 0 : component;
}

function sumOver(count: number, term: (k: number) => number): number {
  let sum = 0;
  for (let k = 0; k < count; k++) sum += term(k);
  return sum;
}

function at(rows: readonly (readonly number[])[], row: number, column: number): number {
  return rows[row]?.[column] ?? 0;
}
