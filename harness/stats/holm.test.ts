import fc from 'fast-check';
import { expect, it } from 'vitest';
import { holm } from './holm.ts';

it.each([
  [
    [0.01, 0.04, 0.03, 0.005],
    [0.03, 0.06, 0.06, 0.02],
  ],
  [
    [0.03125, 0.5, 0.03125],
    [0.09375, 0.5, 0.09375],
  ],
  [
    [0.9, 0.8],
    [1, 1],
  ],
  [[], []],
])('adjusts %j to %j', (ps, adjusted) => {
  const found = holm(ps);
  expect(found).toHaveLength(adjusted.length);
  found.forEach((p, i) => {
    expect(p).toBeCloseTo(adjusted[i] as number, 12);
  });
});

const somePs = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 20 });

it('never lowers a p, keeps their order and stays between Bonferroni and none', () => {
  fc.assert(
    fc.property(somePs, (ps) => {
      const adjusted = holm(ps);
      ps.forEach((p, i) => {
        expect(adjusted[i]).toBeGreaterThanOrEqual(p);
        expect(adjusted[i]).toBeLessThanOrEqual(Math.min(1, p * ps.length));
        ps.forEach((other, j) => {
          if (p <= other) expect(adjusted[i]).toBeLessThanOrEqual(adjusted[j] as number);
        });
      });
    }),
  );
});
