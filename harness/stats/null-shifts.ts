import { type Random, randomFor } from '../core/random.ts';
import { type LevelShift, levelShifts } from './level-shift.ts';

/**
 * Neighbouring boots resemble each other (the weather of a machine lasts for hours), and a test for independent values would take that
 * for a change: it has to hold its level up to a lag-1 autocorrelation of 0.3, and is made for a little more.
 */
const LAG_ONE = 1 / 3;

const REPEATS = 4_999;

/**
 * Beyond so many of them p is told from the shape of the tail: 1 − explained has a power law near 0, as for any t (Hill's estimator;
 * Knijnenburg et al., Fewer permutations, more accurate P-values, Bioinformatics 2009). A report of many cells needs small ones.
 */
const TAIL = 200;

export interface NullShiftOptions {
  readonly fewest: number;
  readonly seed: number;
}

/**
 * How much the best shift explains where there is none: by simulation of normal series with that autocorrelation. It depends on the
 * number of values only, so that it is simulated once for each.
 */
export class NullShifts {
  readonly #options: NullShiftOptions;
  readonly #known = new Map<number, Float64Array>();

  constructor(options: NullShiftOptions) {
    this.#options = options;
  }

  /** Probability of such a shift, or one that explains more, in `n` values without any. */
  p(n: number, { explained }: LevelShift): number {
    const unexplained = this.#known.get(n) ?? this.#simulate(n);
    this.#known.set(n, unexplained);
    return pOf(unexplained, 1 - explained);
  }

  /** What the best shift leaves unexplained, ascending. */
  #simulate(n: number): Float64Array {
    const normal = normals(randomFor(this.#options.seed, 'null-shifts', n));
    const innovation = Math.sqrt(1 - LAG_ONE ** 2);
    const series = new Array<number>(n).fill(0);
    return Float64Array.from({ length: REPEATS }, () => {
      let last = normal();
      for (let i = 0; i < n; i++) {
        if (i > 0) last = LAG_ONE * last + innovation * normal();
        series[i] = last;
      }
      const { step, bump } = levelShifts(series, this.#options.fewest);
      return 1 - Math.max(step?.explained ?? 0, bump?.explained ?? 0);
    }).sort();
  }
}

/** The observed one is one of them, as in any permutation test. */
function pOf(ascending: Float64Array, observed: number): number {
  const edge = ascending[TAIL] as number;
  if (observed >= edge) return (1 + countUpTo(ascending, observed)) / (1 + ascending.length);
  const excess = ascending.subarray(0, TAIL).reduce((sum, value) => sum + Math.log(edge / value), 0) / TAIL;
  return (TAIL / ascending.length) * (observed / edge) ** (1 / excess);
}

function countUpTo(ascending: Float64Array, limit: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const half = (low + high) >> 1;
    if ((ascending[half] as number) <= limit) low = half + 1;
    else high = half;
  }
  return low;
}

/** Box and Muller. */
function normals(random: Random): () => number {
  let spare: number | null = null;
  return () => {
    if (spare !== null) {
      const value = spare;
      spare = null;
      return value;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - random.next()));
    const angle = 2 * Math.PI * random.next();
    spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  };
}
