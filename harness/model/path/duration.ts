import type { Distribution } from '../engine/network.ts';
import type { ParameterValues } from './parameters.ts';

/** More stages than this cannot be told from a lognormal time, which is drawn at one blow. */
const MANY_STAGES = 32;

/**
 * A time that varies as the parameter says, and `fixedNs` more that do not (bytes that are copied, entries that are listed): the mean
 * grows, the standard deviation stays.
 */
export function duration({ value, family, cv }: ParameterValues[keyof ParameterValues], fixedNs = 0): Distribution {
  const meanNs = value + fixedNs;
  const relative = meanNs === 0 ? 0 : (cv * value) / meanNs;
  if (family === 'deterministic' || relative === 0) return { family: 'deterministic', meanNs };
  if (family === 'pareto') return { family, meanNs, shape: 1 + Math.sqrt(1 + 1 / relative ** 2) };
  const stages = Math.max(1, Math.round(1 / relative ** 2));
  if (family === 'lognormal' || stages > MANY_STAGES) return { family: 'lognormal', meanNs, cv: relative };
  return stages === 1 ? { family: 'exponential', meanNs } : { family: 'erlang', meanNs, stages };
}

export function exactly(meanNs: number): Distribution {
  return { family: 'deterministic', meanNs };
}
