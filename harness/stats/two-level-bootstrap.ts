/** All values > 0 in one unit. */
export interface BootstrapInput {
  /** The samples of each boot, or of each block where they are paired. */
  readonly base: readonly (readonly number[])[];
  readonly candidate: readonly (readonly number[])[];
  readonly rounds: number;
  /** Uniform in [0, 1). */
  readonly random: () => number;
}

/** Candidate over base, without unit. */
export interface BootstrapRatio {
  readonly ratio: number;
  /** One per confidence, in their order. */
  readonly bounds: readonly { readonly confidence: number; readonly low: number; readonly high: number }[];
}

/**
 * Ratio of the means of boot medians. Every round draws boots with replacement, and inside each drawn boot its number of samples;
 * the bounds are percentiles of the rounds. To draw from all samples as one pool would hide that boots differ. Kalibera & Jones,
 * Quantifying Performance Changes with Effect Size Confidence Intervals, 2012. Too narrow below about 20 boots.
 */
export function bootstrapRatio(input: BootstrapInput, confidences: readonly number[]): BootstrapRatio {
  const { rounds, random } = input;
  if (input.base.length === 0 || input.candidate.length === 0) throw new RangeError('no boots to draw from');
  const base = input.base.map(rankedBoot);
  const candidate = input.candidate.map(rankedBoot);
  const ratios = new Float64Array(rounds);
  for (let round = 0; round < rounds; round++) {
    const from = resampledMean(base, random);
    ratios[round] = resampledMean(candidate, random) / from;
  }
  return { ratio: meanOfMedians(candidate) / meanOfMedians(base), bounds: percentileBounds(ratios, confidences) };
}

/**
 * Geometric mean of the ratios of medians, block by block: base and candidate of one index were measured next to each other. Every round
 * draws blocks with replacement; inside a block nothing is drawn again, because the spread between blocks contains that of their samples
 * (Davison & Hinkley, Bootstrap Methods and their Application, 1997, section 3.8).
 */
export function pairedBootstrapRatio(input: BootstrapInput, confidences: readonly number[]): BootstrapRatio {
  const { rounds, random } = input;
  if (input.base.length !== input.candidate.length) {
    throw new RangeError(`${input.base.length} blocks cannot be paired with ${input.candidate.length}`);
  }
  const candidate = input.candidate.map(rankedBoot);
  const logRatios = input.base.map(rankedBoot).map((boot, i) => Math.log((candidate[i] as RankedBoot).median / boot.median));
  const blocks = logRatios.length;
  if (blocks === 0) throw new RangeError('no blocks to draw from');
  const ratios = new Float64Array(rounds);
  for (let round = 0; round < rounds; round++) {
    let sum = 0;
    for (let i = 0; i < blocks; i++) sum += logRatios[Math.floor(random() * blocks)] as number;
    ratios[round] = Math.exp(sum / blocks);
  }
  const ratio = Math.exp(logRatios.reduce((sum, value) => sum + value, 0) / blocks);
  return { ratio, bounds: percentileBounds(ratios, confidences) };
}

interface RankedBoot {
  readonly sorted: Float64Array;
  /** Of each sample in the order given. */
  readonly ranks: Int32Array;
  readonly median: number;
  /** How often each rank was drawn; empty between the rounds. */
  readonly drawn: Int32Array;
}

function rankedBoot(samples: readonly number[]): RankedBoot {
  const n = samples.length;
  if (n === 0) throw new RangeError('a boot without samples has no median');
  const order = samples.map((value, index) => ({ value, index })).sort((a, b) => a.value - b.value);
  const ranks = new Int32Array(n);
  order.forEach(({ index }, rank) => {
    ranks[index] = rank;
  });
  const sorted = Float64Array.from(order, ({ value }) => value);
  const median = ((sorted[(n - 1) >> 1] as number) + (sorted[n >> 1] as number)) / 2;
  return { sorted, ranks, median, drawn: new Int32Array(n) };
}

function meanOfMedians(boots: readonly RankedBoot[]): number {
  return boots.reduce((sum, { median }) => sum + median, 0) / boots.length;
}

function resampledMean(boots: readonly RankedBoot[], random: () => number): number {
  let sum = 0;
  for (let i = 0; i < boots.length; i++) sum += resampledMedian(boots[Math.floor(random() * boots.length)] as RankedBoot, random);
  return sum / boots.length;
}

/** Drawn ranks are counted and not sorted: with many samples a boot, sorting would be most of the work. */
function resampledMedian({ sorted, ranks, drawn }: RankedBoot, random: () => number): number {
  const n = sorted.length;
  for (let i = 0; i < n; i++) {
    const rank = ranks[Math.floor(random() * n)] as number;
    drawn[rank] = (drawn[rank] as number) + 1;
  }
  let rank = 0;
  let seen = drawn[0] as number;
  const lowerMiddle = (n - 1) >> 1;
  while (seen <= lowerMiddle) seen += drawn[++rank] as number;
  const lower = sorted[rank] as number;
  while (seen <= n >> 1) seen += drawn[++rank] as number;
  drawn.fill(0);
  return (lower + (sorted[rank] as number)) / 2;
}

/** Inverse ECDF: value number ceil(p·R), where rounding of p·R must not add one. */
function percentileBounds(ratios: Float64Array, confidences: readonly number[]): BootstrapRatio['bounds'] {
  ratios.sort();
  const at = (p: number): number => ratios[Math.max(1, Math.ceil(p * ratios.length - 1e-9)) - 1] as number;
  return confidences.map((confidence) => ({ confidence, low: at((1 - confidence) / 2), high: at((1 + confidence) / 2) }));
}
