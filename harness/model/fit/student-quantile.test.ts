import { expect, it } from 'vitest';
import { studentQuantile } from './student-quantile.ts';

it.each([
  [1, 12.7062],
  [2, 4.3027],
  [3, 3.1824],
  [4, 2.7764],
  [5, 2.5706],
  [10, 2.2281],
  [30, 2.0423],
  [1000, 1.9623],
])("Student's t for a confidence of 0.95 and %i degrees of freedom is as tables print it", (freedom, quantile) => {
  expect(studentQuantile(0.95, freedom)).toBeCloseTo(quantile, 4);
});
