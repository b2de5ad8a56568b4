/** Tests that need the values in the order of measuring; all return null below ten values, where they say nothing. */
const FEWEST = 10;

/** Lag-1 autocorrelation; beyond ±1.96/√n the samples are not independent. */
export function lagOne(values: readonly number[]): number | null {
  if (values.length < FEWEST) return null;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  let numerator = 0;
  let denominator = 0;
  for (let i = 0; i < values.length; i++) {
    const deviation = (values[i] as number) - mean;
    denominator += deviation * deviation;
    if (i > 0) numerator += deviation * ((values[i - 1] as number) - mean);
  }
  return denominator === 0 ? null : numerator / denominator;
}

export interface Drift {
  /** Theil–Sen slope over the whole series, relative to its median. */
  readonly share: number;
  /** Mann–Kendall statistic, standard normal without a trend. */
  readonly z: number;
}

export function drift(values: readonly number[]): Drift | null {
  const n = values.length;
  if (n < FEWEST) return null;
  const slopes: number[] = [];
  let concordance = 0;
  for (let i = 0; i < n; i++) {
    for (let j = i + 1; j < n; j++) {
      const difference = (values[j] as number) - (values[i] as number);
      slopes.push(difference / (j - i));
      concordance += Math.sign(difference);
    }
  }
  const median = middle([...values]);
  if (median === 0) return null;
  const variance = (n * (n - 1) * (2 * n + 5) - tieCorrection(values)) / 18;
  const z = variance <= 0 ? 0 : (concordance - Math.sign(concordance)) / Math.sqrt(variance);
  return { share: (middle(slopes) * (n - 1)) / median, z };
}

function tieCorrection(values: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  let correction = 0;
  for (const t of counts.values()) correction += t * (t - 1) * (2 * t + 5);
  return correction;
}

function middle(values: number[]): number {
  values.sort((a, b) => a - b);
  const half = values.length >> 1;
  return values.length % 2 === 1 ? (values[half] as number) : ((values[half - 1] as number) + (values[half] as number)) / 2;
}

/** The last rounds that steady state is judged by, and how far they may differ: SNIA Solid State Storage PTS 2.0.2, section 2.1.24. */
const STEADY = { rounds: 5, range: 0.2, slope: 0.1 } as const;

/** Null below five values. */
export function isSteady(values: readonly number[]): boolean | null {
  const last = values.slice(-STEADY.rounds);
  if (last.length < STEADY.rounds) return null;
  const mean = last.reduce((sum, value) => sum + value, 0) / STEADY.rounds;
  const centre = (STEADY.rounds - 1) / 2;
  const slope =
    last.reduce((sum, value, i) => sum + (i - centre) * value, 0) / last.reduce((sum, _, i) => sum + (i - centre) ** 2, 0);
  const range = Math.max(...last) - Math.min(...last);
  return range <= STEADY.range * mean && Math.abs(slope) * (STEADY.rounds - 1) <= STEADY.slope * mean;
}
