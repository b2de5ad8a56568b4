import { nonNegativeLeastSquares } from './non-negative-least-squares.ts';

const FITTING = {
  /** Huber, Robust Statistics (1981): residuals beyond so many standard errors count by their size, not by its square. */
  huber: 1.345,
  /** Reweighting has settled when no cost moves by more than this share of the largest one; or it never will. */
  settled: 1e-3,
  rounds: 12,
} as const;

/** The x ≥ 0 that explains the target best, however far off single rows are: iteratively reweighted least squares. */
export function robustFit(rows: readonly (readonly number[])[], target: readonly number[], errors: readonly number[]): number[] {
  let weights = errors.map((error) => error ** -2);
  let estimate: number[] = [];
  for (let round = 0; round < FITTING.rounds; round++) {
    const before = estimate;
    estimate = nonNegativeLeastSquares(rows, target, weights);
    const largest = Math.max(...estimate);
    if (round > 0 && estimate.every((value, column) => Math.abs(value - (before[column] as number)) <= FITTING.settled * largest))
      break;
    weights = rows.map((row, index) => {
      const residual = row.reduce((sum, entry, column) => sum + entry * (estimate[column] as number), -(target[index] as number));
      const error = errors[index] as number;
      return Math.min(1, FITTING.huber / Math.abs(residual / error)) / error ** 2;
    });
  }
  return estimate;
}
