import { Matrix, SingularValueDecomposition } from 'ml-matrix';

/** A = Σ value_k · left_k · right_kᵀ, largest value first. As many as A has columns; those beyond its rank are (nearly) 0. */
export interface SingularValues {
  readonly values: readonly number[];
  readonly left: readonly (readonly number[])[];
  readonly right: readonly (readonly number[])[];
}

export function singularValues(rows: readonly (readonly number[])[]): SingularValues {
  const columns = rows[0]?.length ?? 0;
  // The decomposition never ends on NaN.
  if (!rows.every((row) => row.every(Number.isFinite)))
    throw new RangeError('a matrix with entries that are not finite has no singular values');
  if (columns === 0) return { values: [], left: [], right: [] };
  // Rows of zeros change nothing, and make it return the whole null space of a matrix with more columns than rows.
  const padding = Array.from({ length: Math.max(0, columns - rows.length) }, () => new Array<number>(columns).fill(0));
  const decomposition = new SingularValueDecomposition(new Matrix([...rows.map((row) => [...row]), ...padding]));
  return {
    values: decomposition.diagonal,
    left: decomposition.leftSingularVectors.transpose().to2DArray(),
    right: decomposition.rightSingularVectors.transpose().to2DArray(),
  };
}

/** Below this share of the largest one, a singular value is rounding. */
const RELATIVE_RANK_TOLERANCE = 1e-10;

export function rankOf(values: readonly number[]): number {
  const largest = values[0] ?? 0;
  return values.filter((value) => value > RELATIVE_RANK_TOLERANCE * largest).length;
}

/** The shortest of the vectors x that minimise ‖A·x − b‖. */
export function leastSquares(rows: readonly (readonly number[])[], target: readonly number[]): number[] {
  const { values, left, right } = singularValues(rows);
  const solution = new Array<number>(values.length).fill(0);
  for (let k = 0; k < rankOf(values); k++) {
    const projection = target.reduce((sum, value, row) => sum + value * (left[k]?.[row] ?? 0), 0) / (values[k] as number);
    right[k]?.forEach((entry, column) => {
      solution[column] = (solution[column] as number) + projection * entry;
    });
  }
  return solution;
}
