import { quickselect } from 'simple-statistics';
import { sortInversions } from './sort-inversions.ts';

/** Below so many values in the order of measuring, autocorrelation and trends say nothing. */
const FEWEST = 10;

/** Lag-1 autocorrelation, without unit; beyond ±1.96/√n the samples are not independent. Null below ten values or where all are equal. */
export function lagOne(values: ArrayLike<number>): number | null {
  const n = values.length;
  if (n < FEWEST) return null;
  const mean = sumOf(values) / n;
  let numerator = 0;
  let denominator = 0;
  let previous = 0;
  for (let i = 0; i < n; i++) {
    const deviation = (values[i] as number) - mean;
    denominator += deviation * deviation;
    numerator += deviation * previous;
    previous = deviation;
  }
  return denominator === 0 ? null : numerator / denominator;
}

/** Up to so many values the slope is that of all pairs; above, that of all pairs of medians of groups. */
const MOST_POINTS = 400;

export interface Drift {
  /** Theil–Sen slope over the whole series, relative to its median: 0.07 is a rise by 7 %. */
  readonly share: number;
  /** Mann–Kendall statistic, standard normal without a trend. */
  readonly z: number;
}

/**
 * Trend of values in the order of measuring; null below ten values or at median 0. Mann–Kendall is exact at every size: S = pairs that
 * rise less pairs that fall, corrected for ties. Theil–Sen is the median slope of all pairs up to 400 values; beyond, the values are
 * replaced by the medians of 50 to 400 consecutive groups of one size (a power of two from 8; a last group that is not full is left out).
 * Mann 1945; Kendall, Rank Correlation Methods, 1975; Sen 1968.
 */
export function drift(values: ArrayLike<number>): Drift | null {
  const n = values.length;
  if (n < FEWEST) return null;
  let points: Points | null = n <= MOST_POINTS ? { heights: values, spacing: 1 } : null;
  const { sorted, inversions } = sortInversions(values, (runs, width) => {
    if (points === null && n / width <= MOST_POINTS) points = { heights: medians(runs, width), spacing: width };
  });
  const median = middle(sorted, 0, n);
  if (median === 0) return null;
  const { tiedPairs, correction } = ties(sorted);
  const concordance = (n * (n - 1)) / 2 - tiedPairs - 2 * inversions;
  const variance = (n * (n - 1) * (2 * n + 5) - correction) / 18;
  const z = variance <= 0 ? 0 : (concordance - Math.sign(concordance)) / Math.sqrt(variance);
  return { share: (medianSlope(points ?? { heights: values, spacing: 1 }) * (n - 1)) / median, z };
}

interface Points {
  readonly heights: ArrayLike<number>;
  /** Samples from one point to the next. */
  readonly spacing: number;
}

function medians(runs: Float64Array, width: number): Float64Array {
  return Float64Array.from({ length: Math.floor(runs.length / width) }, (_, i) => middle(runs, i * width, (i + 1) * width));
}

function medianSlope({ heights, spacing }: Points): number {
  const n = heights.length;
  const slopes = new Float64Array((n * (n - 1)) / 2);
  let at = 0;
  for (let i = 0; i < n; i++) {
    for (let j = i + 1; j < n; j++) slopes[at++] = ((heights[j] as number) - (heights[i] as number)) / ((j - i) * spacing);
  }
  return medianInPlace(slopes);
}

/** Sorting tens of thousands of slopes would take most of the time of a summary. */
function medianInPlace(values: Float64Array): number {
  const half = values.length >> 1;
  // The types of the library name arrays only; it swaps elements and asks for nothing else.
  quickselect(values as unknown as number[], half);
  const upper = values[half] as number;
  if (values.length % 2 === 1) return upper;
  let lower = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < half; index++) lower = Math.max(lower, values[index] as number);
  return (lower + upper) / 2;
}

/** Over the groups of t equal values. */
function ties(sorted: Float64Array): { tiedPairs: number; correction: number } {
  let tiedPairs = 0;
  let correction = 0;
  for (let start = 0, end = 1; end <= sorted.length; end++) {
    if (end < sorted.length && sorted[end] === sorted[start]) continue;
    const t = end - start;
    tiedPairs += (t * (t - 1)) / 2;
    correction += t * (t - 1) * (2 * t + 5);
    start = end;
  }
  return { tiedPairs, correction };
}

/** Median of ascending values from `start` to before `end`. */
function middle(sorted: Float64Array, start: number, end: number): number {
  const half = start + ((end - start) >> 1);
  return (end - start) % 2 === 1 ? (sorted[half] as number) : ((sorted[half - 1] as number) + (sorted[half] as number)) / 2;
}

/** The last rounds that steady state is judged by, and how far they may differ: SNIA Solid State Storage PTS 2.0.2, section 2.1.24. */
const STEADY = { rounds: 5, range: 0.2, slope: 0.1 } as const;

/** Whether the last five values differ, and rise or fall by least squares, by little of their mean. Null below five values. */
export function isSteady(values: ArrayLike<number>): boolean | null {
  const before = values.length - STEADY.rounds;
  if (before < 0) return null;
  const last = Array.from({ length: STEADY.rounds }, (_, i) => values[before + i] as number);
  const mean = sumOf(last) / STEADY.rounds;
  const centre = (STEADY.rounds - 1) / 2;
  const slope =
    last.reduce((sum, value, i) => sum + (i - centre) * value, 0) / last.reduce((sum, _, i) => sum + (i - centre) ** 2, 0);
  const range = Math.max(...last) - Math.min(...last);
  return range <= STEADY.range * mean && Math.abs(slope) * (STEADY.rounds - 1) <= STEADY.slope * mean;
}

function sumOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] as number;
  return sum;
}
