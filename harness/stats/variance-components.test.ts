import { harmonicMean } from 'simple-statistics';
import { expect, it } from 'vitest';
import { meanHalfWidth, repetitionsPerLevel, varianceComponents } from './variance-components.ts';

const boots = [
  [10, 10.2, 10.4],
  [10.6, 10.8, 11],
  [9.8, 10, 10.2],
  [10.4, 10.6, 10.5],
  [10.1, 10.3, 10.5],
];

it('separates the variance of boots from that inside them', () => {
  const found = varianceComponents(boots);
  expect(found.insideBoots).toBeCloseTo(0.034, 9);
  expect(found.ofBootMeans).toBeCloseTo(0.093, 9);
  expect(found.betweenBoots).toBeCloseTo(0.081667, 6);
});

it('repeats samples as often as a boot of 60 s is worth beside a sample of 4 s', () => {
  const { insideBoots, betweenBoots } = varianceComponents(boots);
  expect(repetitionsPerLevel([insideBoots, betweenBoots], [4, 60])).toEqual([3]);
});

it('plans every level below the highest, at least once, and none that the level above adds nothing to', () => {
  expect(repetitionsPerLevel([9, 1, 4], [1, 4, 100])).toEqual([6, 3]);
  expect(repetitionsPerLevel([0, 1], [1, 1])).toEqual([1]);
  expect(repetitionsPerLevel([1, -0.1], [1, 1])).toEqual([null]);
  expect(() => repetitionsPerLevel([1, 2], [1])).toThrow(RangeError);
});

it('is half as sure of five boots as of their samples in one pool', () => {
  const means = boots.map((boot) => boot.reduce((sum, value) => sum + value, 0) / boot.length);
  expect(Math.abs(meanHalfWidth(means) - 0.3787)).toBeLessThan(5e-5);
  expect(Math.abs(meanHalfWidth(boots.flat()) - 0.1786)).toBeLessThan(5e-5);
});

it('weighs boots of different sizes by the harmonic mean of the sizes', () => {
  const uneven = [
    [10, 10.2, 10.4, 10.6],
    [10.6, 10.8],
    [9.8, 10, 10.2],
  ];
  const found = varianceComponents(uneven);
  expect(found.betweenBoots).toBeCloseTo(found.ofBootMeans - found.insideBoots / harmonicMean([4, 2, 3]), 12);
});

it('knows no variance of a single boot or sample', () => {
  expect(() => varianceComponents([[1, 2]])).toThrow(RangeError);
  expect(() => varianceComponents([[1, 2], [1]])).toThrow(RangeError);
});
