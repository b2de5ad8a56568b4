import { harmonicMean } from 'simple-statistics';
import { expect, it } from 'vitest';

it('the mean of rates over the same work is the harmonic one: 100 and 300 files/s are 150, not 200', () => {
  expect(harmonicMean([100, 300])).toBeCloseTo(150, 12);
});
