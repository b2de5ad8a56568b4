import { expect, it } from 'vitest';
import { normalUpperTail } from './normal.ts';

it.each([
  [0, 0.5],
  [0.1, 0.460172162722971],
  [1, 0.15865525393145707],
  [1.96, 0.024997895148220435],
  [2.999, 0.0013543365337271057],
  [3, 0.0013498980316300933],
  [5, 2.866515718791933e-7],
  [8, 6.22096057427174e-16],
  [20, 2.7536241186061556e-89],
])('P(Z > %f) is right to ten digits', (z, tail) => {
  expect(Math.abs(normalUpperTail(z) / tail - 1)).toBeLessThan(1e-10);
});

it('adds up to 1 with the other side', () => {
  for (const z of [0.3, 2.7, 4.2]) expect(normalUpperTail(-z) + normalUpperTail(z)).toBeCloseTo(1, 14);
});
