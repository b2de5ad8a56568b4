import type { Random } from '../../core/random.ts';
import type { Distribution } from './network.ts';
import { toTicks } from './ticks.ts';

/** Draws a time in whole ticks. */
export type Sampler = (random: Random) => number;

/** Math.round takes three times as long, because it minds the sign of zero. */
function whole(ticks: number): number {
  return Math.floor(ticks + 0.5);
}

/**
 * Only logarithm, exponential and square root are used: V8 takes them from the same source in every version, so that equal seeds give
 * equal results on every Node.
 */
export function samplerOf(distribution: Distribution): Sampler {
  switch (distribution.family) {
    case 'deterministic': {
      const ticks = toTicks(distribution.meanNs);
      return () => ticks;
    }
    case 'exponential': {
      const scale = -toTicks(distribution.meanNs);
      return (random) => whole(scale * Math.log(1 - random.next()));
    }
    case 'erlang':
      return erlang(toTicks(distribution.meanNs), distribution.stages);
    case 'lognormal':
      return lognormal(toTicks(distribution.meanNs), distribution.cv);
    case 'pareto':
      return pareto(toTicks(distribution.meanNs), distribution.shape);
    case 'mixture':
      return mixture(distribution);
  }
}

/** Times another uniform number, which can be 2^-53, it is still no denormal. */
const SMALLEST_PRODUCT = 1e-290;

/** The sum of equal exponential stages is the logarithm of a product, taken before that vanishes. */
function erlang(meanTicks: number, stages: number): Sampler {
  const scale = -meanTicks / stages;
  return (random) => {
    let sum = 0;
    let product = 1;
    for (let stage = 0; stage < stages; stage++) {
      product *= 1 - random.next();
      if (product < SMALLEST_PRODUCT) {
        sum += Math.log(product);
        product = 1;
      }
    }
    return whole(scale * (sum + Math.log(product)));
  };
}

/** σ² = ln(1 + cv²) and µ = ln(mean) − σ²/2. */
function lognormal(meanTicks: number, cv: number): Sampler {
  if (meanTicks === 0) return () => 0;
  const variance = Math.log(1 + cv * cv);
  const deviation = Math.sqrt(variance);
  const location = Math.log(meanTicks) - variance / 2;
  return (random) => whole(Math.exp(location + deviation * standardNormal(random)));
}

/** Marsaglia's polar method. Its second number is thrown away: a sampler has no state, so that streams can be shared between families. */
function standardNormal(random: Random): number {
  for (;;) {
    const x = 2 * random.next() - 1;
    const y = 2 * random.next() - 1;
    const square = x * x + y * y;
    if (square > 0 && square < 1) return x * Math.sqrt((-2 * Math.log(square)) / square);
  }
}

function pareto(meanTicks: number, shape: number): Sampler {
  const least = (meanTicks * (shape - 1)) / shape;
  return (random) => whole(least * Math.exp(-Math.log(1 - random.next()) / shape));
}

function mixture({ parts }: Extract<Distribution, { family: 'mixture' }>): Sampler {
  const total = parts.reduce((sum, { weight }) => sum + weight, 0);
  let sum = 0;
  const limits = parts.map(({ weight }) => {
    sum += weight;
    return sum / total;
  });
  const samplers = parts.map(({ of }) => samplerOf(of));
  const last = limits.length - 1;
  return (random) => {
    const choice = random.next();
    let part = 0;
    while (part < last && choice >= (limits[part] as number)) part++;
    return (samplers[part] as Sampler)(random);
  };
}

export function meanOf(distribution: Distribution): number {
  if (distribution.family !== 'mixture') return distribution.meanNs;
  const total = distribution.parts.reduce((sum, { weight }) => sum + weight, 0);
  return distribution.parts.reduce((sum, { weight, of }) => sum + (weight * meanOf(of)) / total, 0);
}
