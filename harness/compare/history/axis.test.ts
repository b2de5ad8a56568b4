import { expect, it } from 'vitest';
import { AXES, inOrder } from './axis.ts';

const point = (kernel: string | null, day: number): { kernel: string | null; wsl: null; startedAt: string } => ({
  kernel,
  wsl: null,
  startedAt: `2026-01-0${day}T00:00:00.000Z`,
});

it('kernels are ordered by number and, within one, by time; unknown ones come first', () => {
  const points = [
    point('6.18.33.2-microsoft', 1),
    point('6.6.87', 3),
    point('6.6.87', 2),
    point('6.6.114', 1),
    point(null, 9),
    point('6.6.87-own', 1),
  ];
  expect(points.toSorted(inOrder(AXES.kernel)).map(({ kernel, startedAt }) => `${kernel} ${startedAt.slice(9, 10)}`)).toEqual([
    'null 9',
    '6.6.87 2',
    '6.6.87 3',
    '6.6.87-own 1',
    '6.6.114 1',
    '6.18.33.2-microsoft 1',
  ]);
});
