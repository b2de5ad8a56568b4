import { expect, it } from 'vitest';
import { pairedUnitsToTest, unpairedUnitsToTest } from './fewest-units.ts';

it.each([
  [1, 6, 4],
  [2, 7, 5],
  [3, 7, 5],
  [6, 8, 5],
  [10, 9, 6],
  [20, 10, 6],
])('%i rows need %i paired units, or %i on each side, before any can pass', (rows, paired, unpaired) => {
  expect(pairedUnitsToTest(rows)).toBe(paired);
  expect(unpairedUnitsToTest(rows)).toBe(unpaired);
});

it('no number of units reaches an alpha of 0', () => {
  expect(() => pairedUnitsToTest(1, 0)).toThrow(RangeError);
});
