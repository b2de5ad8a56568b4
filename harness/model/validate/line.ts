import { nonNegativeLeastSquares } from '../fit/non-negative-least-squares.ts';

/** a + b·n, neither of them negative. */
export interface Line {
  readonly start: number;
  readonly slope: number;
}

export interface SizedTime {
  readonly bytes: number;
  readonly us: number;
}

/** Least squares of relative errors. */
export function fitLine(times: readonly SizedTime[]): Line {
  const [start = 0, slope = 0] = nonNegativeLeastSquares(
    times.map(({ bytes }) => [1, bytes]),
    times.map(({ us }) => us),
    times.map(({ us }) => 1 / us ** 2),
  );
  return { start, slope };
}

export function onLine({ start, slope }: Line, bytes: number): number {
  return start + slope * bytes;
}
