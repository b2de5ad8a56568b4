import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nonNegativeLeastSquares } from './non-negative-least-squares.ts';
import { leastSquares } from './singular-values.ts';

interface Problem {
  readonly rows: number[][];
  readonly target: number[];
  readonly weights: number[];
}

describe('non-negative least squares', () => {
  it('meets the Karush–Kuhn–Tucker conditions: no free column has a slope, and no bound one would gain by growing', () => {
    fc.assert(
      fc.property(problems(), ({ rows, target, weights }) => {
        const solution = nonNegativeLeastSquares(rows, target, weights);
        const residuals = rows.map(
          (row, i) => (target[i] ?? 0) - row.reduce((sum, entry, j) => sum + entry * (solution[j] ?? 0), 0),
        );
        const scale = 1e-7 * (1 + Math.hypot(...target) * Math.hypot(...rows.flat()) * Math.max(...weights));
        solution.forEach((value, j) => {
          const descent = rows.reduce((sum, row, i) => sum + (weights[i] ?? 0) * (row[j] ?? 0) * (residuals[i] ?? 0), 0);
          expect(value).toBeGreaterThanOrEqual(0);
          expect(descent).toBeLessThanOrEqual(scale);
          if (value > 0) expect(descent).toBeGreaterThanOrEqual(-scale);
        });
      }),
      { numRuns: 300 },
    );
  });

  it('is the ordinary solution where that is positive', () => {
    fc.assert(
      fc.property(
        problems(),
        fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 5, maxLength: 5 }),
        ({ rows, weights }, truth) => {
          const target = rows.map((row) => row.reduce((sum, entry, j) => sum + entry * (truth[j] ?? 1), 0));
          const roots = weights.map(Math.sqrt);
          const ordinary = leastSquares(
            rows.map((row, i) => row.map((entry) => entry * (roots[i] ?? 1))),
            target.map((value, i) => value * (roots[i] ?? 1)),
          );
          fc.pre(ordinary.every((value) => value > 1e-6));
          const fitted = nonNegativeLeastSquares(rows, target, weights);
          const predict = (x: readonly number[]): number[] =>
            rows.map((row) => row.reduce((sum, entry, j) => sum + entry * (x[j] ?? 0), 0));
          expect(predict(fitted)).toEqual(predict(ordinary).map((value) => expect.closeTo(value, 6)));
        },
      ),
    );
  });

  it('keeps at zero what would be negative, and fits the rest again', () => {
    const rows = [
      [1, 0],
      [1, 1],
      [1, 2],
    ];
    expect(nonNegativeLeastSquares(rows, [3, 2, 1], [1, 1, 1])).toEqual([expect.closeTo(2, 12), 0]);
  });

  it('believes a row as much as its weight', () => {
    expect(nonNegativeLeastSquares([[1], [1]], [10, 20], [3, 1])).toEqual([expect.closeTo(12.5, 12)]);
  });

  it('ends where columns depend on each other', () => {
    const rows = [1, 2, 3, 4].map((n) => [n, 2 * n, 3 * n, 1]);
    const solution = nonNegativeLeastSquares(rows, [7, 12, 17, 22], [1, 1, 1, 1]);
    const [a = 0, b = 0, c = 0, d = 0] = solution;
    expect([a + 2 * b + 3 * c, d]).toEqual([expect.closeTo(5, 9), expect.closeTo(2, 9)]);
  });
});

function problems(): fc.Arbitrary<Problem> {
  const entry = fc.integer({ min: -20, max: 20 });
  return fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 5 })).chain(([rows, columns]) =>
    fc.record({
      rows: fc.array(fc.array(entry, { minLength: columns, maxLength: columns }), { minLength: rows, maxLength: rows }),
      target: fc.array(entry, { minLength: rows, maxLength: rows }),
      weights: fc.array(fc.integer({ min: 1, max: 10 }), { minLength: rows, maxLength: rows }),
    }),
  );
}
