import { expect, it } from 'vitest';
import { studentQuantile } from './student.ts';

it.each([
  [1, 12.7062],
  [2, 4.3027],
  [3, 3.1824],
  [4, 2.7764],
  [5, 2.5706],
  [10, 2.2281],
  [30, 2.0423],
  [1000, 1.9623],
])('t for 95 %% on both sides and %i degrees of freedom is as tables print it', (freedom, quantile) => {
  expect(studentQuantile(0.975, freedom)).toBeCloseTo(quantile, 4);
});

it.each([
  [0.8, 5, 0.9195],
  [0.9, 7, 1.4149],
  [0.95, 12, 1.7823],
  [0.99, 3, 4.5407],
  [0.9995, 20, 3.8495],
])('the lower tail of %f with %i degrees of freedom ends where tables print it', (probability, freedom, quantile) => {
  expect(studentQuantile(probability, freedom)).toBeCloseTo(quantile, 4);
});

it('is the closed form for one and two degrees of freedom, to 1e-9', () => {
  for (const p of [0.0005, 0.03, 0.31, 0.5, 0.6, 0.9, 0.975, 0.9999]) {
    const one = Math.tan(Math.PI * (p - 0.5));
    const two = (2 * p - 1) * Math.sqrt(2 / (4 * p * (1 - p)));
    expect(Math.abs(studentQuantile(p, 1) - one)).toBeLessThan(1e-9 * Math.max(1, Math.abs(one)));
    expect(Math.abs(studentQuantile(p, 2) - two)).toBeLessThan(1e-9 * Math.max(1, Math.abs(two)));
  }
});

it.each([
  [0.975, 4.37],
  [0.8, 2.5],
  [0.9, 0.7],
  [0.975, 11.3],
  [0.55, 1.25],
  [0.995, 63.9],
])('at the quantile of %f with the broken %f degrees of freedom, the density has been integrated to that share', (p, freedom) => {
  expect(Math.abs(0.5 + densityUpTo(studentQuantile(p, freedom), freedom) - p)).toBeLessThan(1e-9);
});

/** With t = √ν·tan θ the density is cos^(ν − 1) θ but for its constant, which comes from the integral over all θ. */
function densityUpTo(t: number, freedom: number): number {
  const power = (theta: number): number => Math.cos(theta) ** (freedom - 1);
  return simpson(power, Math.atan(t / Math.sqrt(freedom))) / (2 * wallis(freedom));
}

/** ∫ cos^(ν − 1) from 0 to π/2, by its recurrence from a ν where nothing is singular at π/2. */
function wallis(freedom: number): number {
  if (freedom < 6) return (wallis(freedom + 2) * (freedom + 1)) / freedom;
  return simpson((theta) => Math.cos(theta) ** (freedom - 1), Math.PI / 2);
}

function simpson(f: (x: number) => number, to: number): number {
  const steps = 20_000;
  let sum = f(0) + f(to);
  for (let i = 1; i < steps; i++) sum += f((to * i) / steps) * (i % 2 === 1 ? 4 : 2);
  return (sum * to) / steps / 3;
}

it('comes to the normal quantile with many degrees of freedom', () => {
  expect(studentQuantile(0.95, 1e6)).toBeCloseTo(1.6448551507220404, 9);
  expect(studentQuantile(0.6, 5e7)).toBeCloseTo(0.2533471044838404, 9);
});

it('is symmetric, and 0 in the middle', () => {
  expect(studentQuantile(0.5, 3.3)).toBeCloseTo(0, 12);
  expect(studentQuantile(0.025, 7.7)).toBeCloseTo(-studentQuantile(0.975, 7.7), 12);
});

it('has no answer for a probability of 1 or no freedom', () => {
  expect(() => studentQuantile(1, 3)).toThrow(RangeError);
  expect(() => studentQuantile(0.9, 0)).toThrow(RangeError);
});
