import fc from 'fast-check';
import { medianSorted } from 'simple-statistics';
import { expect, it } from 'vitest';
import { median } from './median.ts';

it('is what another library says, whatever the order of the values', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ noNaN: true, min: -1e9, max: 1e9 }), { minLength: 1 }), (values) => {
      // Not toBe, which tells 0 from -0.
      expect(median(values) === medianSorted(values.toSorted((a, b) => a - b))).toBe(true);
    }),
  );
});
