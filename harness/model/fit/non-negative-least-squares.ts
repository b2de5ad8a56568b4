import { leastSquares } from './singular-values.ts';

type Rows = readonly (readonly number[])[];

/** Gradients below this share of the target's length are rounding: the columns have length 1 by then. */
const GRADIENT_TOLERANCE = 1e-11;
/** The method needs about as many steps as there are columns; Lawson and Hanson stop at three times that. */
const STEPS_PER_COLUMN = 10;

/**
 * The x ≥ 0 that minimises Σ weight·(A·x − b)². Active set method: columns enter one by one, the steepest first, and leave when their
 * coefficient would become negative. Lawson & Hanson, Solving Least Squares Problems (1974), chapter 23.
 * @param weights one per row, 1 / variance
 */
export function nonNegativeLeastSquares(rows: Rows, target: readonly number[], weights: readonly number[]): number[] {
  const roots = weights.map(Math.sqrt);
  const weighted = rows.map((row, index) => row.map((entry) => entry * at(roots, index)));
  const columns = rows[0]?.length ?? 0;
  const lengths = Array.from(
    { length: columns },
    (_, column) => Math.hypot(...weighted.map((row) => row[column] as number)) || 1,
  );
  const scaled = weighted.map((row) => row.map((entry, column) => entry / at(lengths, column)));
  const wanted = target.map((value, index) => value * at(roots, index));
  return solveScaled(scaled, wanted, columns).map((value, column) => value / at(lengths, column));
}

function solveScaled(rows: Rows, target: readonly number[], columns: number): number[] {
  const tolerance = GRADIENT_TOLERANCE * Math.hypot(...target);
  const free = new Set<number>();
  let solution = new Array<number>(columns).fill(0);
  for (let step = 0; step < STEPS_PER_COLUMN * columns; step++) {
    const entering = steepest(rows, target, solution, free, tolerance);
    if (entering === null) return solution;
    free.add(entering);
    solution = moveInside(rows, target, solution, free);
  }
  throw new Error(`non-negative least squares did not end within ${STEPS_PER_COLUMN * columns} steps`);
}

/** The bound column whose increase lowers the sum of squares most; null where none does (the Karush–Kuhn–Tucker conditions hold). */
function steepest(
  rows: Rows,
  target: readonly number[],
  solution: readonly number[],
  free: ReadonlySet<number>,
  tolerance: number,
): number | null {
  const residuals = residualsOf(rows, target, solution);
  const descents = solution
    .map((_, column) => ({ column, descent: rows.reduce((sum, row, i) => sum + at(row, column) * at(residuals, i), 0) }))
    .filter(({ column, descent }) => !free.has(column) && descent > tolerance)
    .sort((a, b) => b.descent - a.descent);
  // Where columns depend on each other, rounding can point at one that would become negative at once, for ever.
  return descents.find(({ column }) => at(solveFree(rows, target, new Set([...free, column])), column) > 0)?.column ?? null;
}

/** From a feasible point towards the unconstrained optimum of the free columns, dropping those that reach zero on the way. */
function moveInside(rows: Rows, target: readonly number[], from: readonly number[], free: Set<number>): number[] {
  let current = from;
  for (;;) {
    const optimum = solveFree(rows, target, free);
    const steps = [...free]
      .filter((column) => at(optimum, column) <= 0)
      .map((column) => ({ column, share: stepToZero(at(current, column), at(optimum, column)) }));
    if (steps.length === 0) return optimum;
    const share = Math.min(...steps.map((step) => step.share));
    const reached = new Set(steps.filter((step) => step.share === share).map(({ column }) => column));
    current = current.map((value, column) => (reached.has(column) ? 0 : value + share * (at(optimum, column) - value)));
    for (const column of reached) free.delete(column);
  }
}

/** The share of the way at which a value that becomes negative is zero. */
function stepToZero(value: number, optimum: number): number {
  return value <= 0 ? 0 : value / (value - optimum);
}

function solveFree(rows: Rows, target: readonly number[], free: ReadonlySet<number>): number[] {
  const order = [...free];
  const part = leastSquares(
    rows.map((row) => order.map((column) => at(row, column))),
    target,
  );
  const solution = new Array<number>(rows[0]?.length ?? 0).fill(0);
  order.forEach((column, index) => {
    solution[column] = at(part, index);
  });
  return solution;
}

function residualsOf(rows: Rows, target: readonly number[], solution: readonly number[]): number[] {
  return rows.map((row, index) => at(target, index) - row.reduce((sum, entry, column) => sum + entry * at(solution, column), 0));
}

function at(list: readonly number[], index: number): number {
  return list[index] as number;
}
