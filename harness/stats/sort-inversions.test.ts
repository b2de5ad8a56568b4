import fc from 'fast-check';
import { expect, it } from 'vitest';
import { sortInversions } from './sort-inversions.ts';

const someValues = fc.array(fc.integer({ min: -20, max: 20 }), { maxLength: 120 });

it('sorts, and counts the pairs that were the other way round', () => {
  fc.assert(
    fc.property(someValues, (values) => {
      const { sorted, inversions } = sortInversions(values, () => {});
      expect([...sorted]).toEqual([...values].sort((a, b) => a - b));
      expect(inversions).toBe(values.flatMap((value, i) => values.slice(i + 1).filter((later) => later < value)).length);
    }),
  );
});

it('shows the sorted runs of every width on the way', () => {
  const values = Array.from({ length: 20 }, (_, i) => 20 - i);
  const seen = new Map<number, number[]>();
  sortInversions(values, (runs, width) => seen.set(width, [...runs]));
  expect([...seen.keys()]).toEqual([8, 16, 32]);
  expect(seen.get(8)).toEqual([13, 14, 15, 16, 17, 18, 19, 20, 5, 6, 7, 8, 9, 10, 11, 12, 1, 2, 3, 4]);
  expect(seen.get(32)).toEqual([...values].reverse());
});

it('leaves the values as they are', () => {
  const values = Float64Array.of(3, 1, 2);
  expect(sortInversions(values, () => {}).inversions).toBe(2);
  expect([...values]).toEqual([3, 1, 2]);
});
