import { expect, it } from 'vitest';
import { describe } from './describe.ts';
import { countOutliers } from './outliers.ts';

it('counts the worked example: one severe of ten', () => {
  const values = [10.2, 10.4, 10.1, 10.3, 10.2, 10.5, 10.3, 13.9, 10.2, 10.4];
  const description = describe(values);
  expect(description?.median).toBeCloseTo(10.3, 9);
  expect(description?.mad).toBeCloseTo(0.1, 9);
  expect(description === null ? null : countOutliers(values, description)).toEqual({ mild: 0, severe: 1 });
});

it.each([
  [3.49, { mild: 0, severe: 0 }],
  [3.51, { mild: 1, severe: 0 }],
  [9.99, { mild: 1, severe: 0 }],
  [10.01, { mild: 0, severe: 1 }],
])('a modified z-score of %f counts as %j, on either side', (z, count) => {
  const away = z / 0.6745;
  expect(countOutliers(Float64Array.of(100 + away), { median: 100, mad: 1 })).toEqual(count);
  expect(countOutliers([100 - away], { median: 100, mad: 1 })).toEqual(count);
});

it('calls everything severe that differs where more than half are equal', () => {
  expect(countOutliers([5, 5, 5, 5.001], { median: 5, mad: 0 })).toEqual({ mild: 0, severe: 1 });
});
