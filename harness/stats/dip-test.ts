import { dipStatistic } from './dip-statistic.ts';

/** Below so many values two modes cannot be told from one; of 20, a second mode of four is still invisible. */
const FEWEST = 20;

export interface DipTest {
  /** Without unit, from 1/(2n) to ¼. */
  readonly dip: number;
  /** Probability of a dip at least so large where there is one mode; null below 20 values. */
  readonly p: number | null;
}

export interface DipSimulation {
  /** How many uniform samples are simulated; 2,000 give two digits of p. */
  readonly rounds: number;
  /** Uniform in [0, 1). */
  readonly random: () => number;
}

/**
 * Hartigan's test of one mode against several, p by simulation of uniform samples of the same size: (1 + hits)/(1 + rounds). The time is
 * that of n · rounds draws, so of more than about 2,000 values give every k-th of the sorted ones. Where many samples of one size are
 * tested, simulate once: `uniformDips` with `dipProbability`.
 * @param sorted ascending values in any one unit
 */
export function dipTest(sorted: ArrayLike<number>, simulation: DipSimulation): DipTest {
  const dip = dipStatistic(sorted);
  const p = sorted.length < FEWEST ? null : dipProbability(dip, uniformDips(sorted.length, simulation));
  return { dip, p };
}

/** Dips of uniform samples of `n` values, ascending: no distribution with one mode has larger ones, asymptotically. */
export function uniformDips(n: number, { rounds, random }: DipSimulation): Float64Array {
  const sample = new Float64Array(n);
  return Float64Array.from({ length: rounds }, () => {
    // Exponential spacings are those of sorted uniform values up to a scale, which no dip depends on: nothing needs sorting.
    let at = 0;
    for (let i = 0; i < n; i++) {
      sample[i] = at;
      at -= Math.log(1 - random());
    }
    return dipStatistic(sample);
  }).sort();
}

/** Share of `simulated` (ascending) that reaches `dip`, counting the sample itself as one more. */
export function dipProbability(dip: number, simulated: Float64Array): number {
  let low = 0;
  let high = simulated.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((simulated[middle] as number) < dip) low = middle + 1;
    else high = middle;
  }
  return (1 + simulated.length - low) / (1 + simulated.length);
}
