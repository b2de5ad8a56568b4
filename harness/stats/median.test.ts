import fc from 'fast-check';
import { medianSorted } from 'simple-statistics';
import { expect, it } from 'vitest';
import { median } from './median.ts';

it('is what another library says, whatever the order of the values', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(), { minLength: 1 }), (values) => {
      expect(median(values)).toBe(medianSorted(values.toSorted((a, b) => a - b)));
    }),
  );
});
