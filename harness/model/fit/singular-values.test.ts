import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { leastSquares, rankOf, singularValues } from './singular-values.ts';

describe('singular values', () => {
  it('rebuild the matrix', () => {
    fc.assert(
      fc.property(matrices(), (rows) => {
        const { values, left, right } = singularValues(rows);
        rows.forEach((row, i) => {
          row.forEach((entry, j) => {
            const rebuilt = values.reduce((sum, value, k) => sum + value * (left[k]?.[i] ?? 0) * (right[k]?.[j] ?? 0), 0);
            expect(rebuilt).toBeCloseTo(entry, 8);
          });
        });
        expect(values).toEqual([...values].sort((a, b) => b - a));
      }),
    );
  });

  it('give the whole null space of a matrix with more columns than rows', () => {
    const { values, right } = singularValues([[1, 1, 1]]);
    expect(rankOf(values)).toBe(1);
    for (const direction of right.slice(1)) expect(direction.reduce((sum, entry) => sum + entry, 0)).toBeCloseTo(0, 12);
    expect(right).toHaveLength(3);
  });

  it('refuse a matrix with NaN, on which the decomposition would never end', () => {
    expect(() => singularValues([[1, Number.NaN]])).toThrow(RangeError);
  });
});

it('least squares takes the shortest of several solutions', () => {
  expect(leastSquares([[1, 1]], [4])).toEqual([expect.closeTo(2, 12), expect.closeTo(2, 12)]);
});

function matrices(): fc.Arbitrary<number[][]> {
  const entry = fc.integer({ min: -100, max: 100 });
  return fc
    .tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 }))
    .chain(([rows, columns]) =>
      fc.array(fc.array(entry, { minLength: columns, maxLength: columns }), { minLength: rows, maxLength: rows }),
    );
}
