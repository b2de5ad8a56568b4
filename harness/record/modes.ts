import { randomFor } from '../core/random.ts';
import { dipStatistic } from '../stats/dip-statistic.ts';
import { dipProbability, uniformDips } from '../stats/dip-test.ts';

/** Two groups of values. Medians in the unit of the sample. */
export interface Modes {
  readonly low: number;
  readonly high: number;
  /** Part of the values that belongs to the higher one. */
  readonly highShare: number;
  readonly dip: number;
  readonly p: number;
}

const THRESHOLDS = {
  /** Of 20 values, a second mode of four is still invisible; of fewer, nearly every one (Hartigan & Hartigan 1985, by simulation). */
  fewest: 20,
  p: 0.05,
  /** Modes that are closer are real, but change no decision. */
  ratio: 1.1,
  /**
   * No more than this part may lie in the middle third between the modes, where evenly spread values have a sixth. They are the worst
   * case of the dip test, and would look like two modes once in twenty.
   */
  between: 0.08,
  /** Fewer values than this part are outliers, which have a warning of their own. */
  share: 0.1,
  /** Of more values so many are taken at even distances: the simulation costs as much as its size, and 400 show a mode of a tenth. */
  most: 400,
  rounds: 2000,
} as const;

/** Hartigan's dip test, with the simulations kept: series of one run mostly have one length. */
export class ModeFinder {
  readonly #dips = new Map<number, Float64Array>();

  /** Null where one mode explains the values, or the two are so close or so uneven that it does not matter. */
  find(all: Float64Array): Modes | null {
    if (all.length < THRESHOLDS.fewest) return null;
    const values = selected(all).sort();
    const split = bestSplit(values);
    const low = values[split >> 1] as number;
    const high = values[(split + values.length) >> 1] as number;
    if (low <= 0 || high < THRESHOLDS.ratio * low) return null;
    if (shareBetween(values, low, high) > THRESHOLDS.between) return null;
    const dip = dipStatistic(values);
    const p = dipProbability(dip, this.#simulated(values.length));
    return p < THRESHOLDS.p ? { low, high, highShare: 1 - split / values.length, dip, p } : null;
  }

  #simulated(n: number): Float64Array {
    const known = this.#dips.get(n);
    if (known !== undefined) return known;
    // A seed of its own: a summary made again is the same.
    const dips = uniformDips(n, { rounds: THRESHOLDS.rounds, random: randomFor(0, 'dip', n).next });
    this.#dips.set(n, dips);
    return dips;
  }
}

/** A copy. */
function selected(all: Float64Array): Float64Array {
  const length = Math.min(all.length, THRESHOLDS.most);
  return Float64Array.from({ length }, (_, i) => all[Math.floor(((i + 0.5) * all.length) / length)] as number);
}

/** Part of the values in the middle third between two others. */
function shareBetween(values: Float64Array, low: number, high: number): number {
  const third = (high - low) / 3;
  let inside = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (value > low + third && value < high - third) inside++;
  }
  return inside / values.length;
}

/** The first place of the higher of two groups whose means lie apart the most, weighed by their sizes (Otsu 1979). */
function bestSplit(values: Float64Array): number {
  const n = values.length;
  const fewest = Math.ceil(THRESHOLDS.share * n);
  let total = 0;
  for (let i = 0; i < n; i++) total += values[i] as number;
  let best = fewest;
  let widest = -1;
  let below = 0;
  for (let split = 1; split <= n - fewest; split++) {
    below += values[split - 1] as number;
    const apart = (total - below) / (n - split) - below / split;
    const width = split * (n - split) * apart * apart;
    if (split < fewest || width <= widest) continue;
    widest = width;
    best = split;
  }
  return best;
}
