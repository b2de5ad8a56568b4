import { mean, sampleVariance } from 'simple-statistics';
import { studentQuantile } from './student.ts';

/** All in the square of the samples' unit. Level 1 is the sample, level 2 the boot. */
export interface VarianceComponents {
  /** S₁² = T₁²: mean variance inside boots. */
  readonly insideBoots: number;
  /** S₂²: variance of the boot means, which contains what is left of the variance inside. */
  readonly ofBootMeans: number;
  /** T₂² = S₂² − S₁²/r₁: what the boots alone add; at most 0 when they add nothing. */
  readonly betweenBoots: number;
}

/**
 * From at least two boots of at least two samples each. Kalibera & Jones, Rigorous Benchmarking in Reasonable Time, ISMM'13, section 6;
 * where boots have different numbers of samples, r₁ is the harmonic mean of the numbers.
 */
export function varianceComponents(boots: readonly (readonly number[])[]): VarianceComponents {
  if (boots.length < 2 || boots.some(({ length }) => length < 2)) {
    throw new RangeError(`boots of ${boots.map(({ length }) => length).join(', ')} samples have no two variances`);
  }
  const insideBoots = mean(boots.map((boot) => sampleVariance([...boot])));
  const ofBootMeans = sampleVariance(boots.map((boot) => mean([...boot])));
  const inverseSamples = mean(boots.map(({ length }) => 1 / length));
  return { insideBoots, ofBootMeans, betweenBoots: ofBootMeans - insideBoots * inverseSamples };
}

/**
 * Repetitions of each level below the highest that reach a given precision in the least time: r(i) = ⌈√(c(i+1)/c(i) · T²(i)/T²(i+1))⌉.
 * Null where the level above adds no variance, so that repeating below it is as good.
 * @param variances T² of each level from the lowest, in the square of the samples' unit
 * @param costs of one more repetition of each level from the lowest, all in one unit of time
 */
export function repetitionsPerLevel(variances: readonly number[], costs: readonly number[]): (number | null)[] {
  if (variances.length !== costs.length) throw new RangeError(`${variances.length} variances with ${costs.length} costs`);
  return variances.slice(0, -1).map((variance, i) => {
    const above = variances[i + 1] as number;
    if (above <= 0) return null;
    const best = Math.sqrt(((costs[i + 1] as number) / (costs[i] as number)) * (Math.max(0, variance) / above));
    return Math.max(1, Math.ceil(best));
  });
}

/**
 * Half-width of the interval of a mean by Student's t, in the unit of the values. For a statement about boots the values are boot means;
 * with all samples in one pool it is too narrow.
 */
export function meanHalfWidth(values: readonly number[], confidence = 0.95): number {
  return studentQuantile((1 + confidence) / 2, values.length - 1) * Math.sqrt(sampleVariance([...values]) / values.length);
}
