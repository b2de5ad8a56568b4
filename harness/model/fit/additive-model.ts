import {
  ADDITIVE_PARAMETERS,
  type AdditiveObservation,
  type AdditiveParameter,
  additiveDesign,
  FUSE_HEADERS,
  NO_HEADERS,
} from './additive-design.ts';
import type { WeightedDesign } from './collinearity.ts';
import { type Combination, identify, type Knowledge } from './identifiability.ts';
import { nonNegativeLeastSquares } from './non-negative-least-squares.ts';

/** What is known of a parameter from elsewhere. */
export interface Prior {
  readonly parameter: AdditiveParameter;
  readonly value: number;
  readonly standardError: number;
  /** A copy benchmark on the same machine, or probes on map and unmap inside the guest. */
  readonly evidence: 'memcpy-prior' | 'kprobe';
}

export type AdditiveKnowledge = Knowledge<AdditiveParameter> & {
  /** What supports the number; every number of the DMA pool carries one. */
  readonly evidence: Evidence;
  /** Costs that no experiment from inside the guest can tell from this one. */
  readonly includes: readonly string[];
};

type Evidence = 'latency' | 'pool-off' | Prior['evidence'] | 'merged' | 'none';

export type AdditiveFit =
  | {
      readonly status: 'fitted';
      readonly parameters: Readonly<Record<AdditiveParameter, AdditiveKnowledge>>;
      readonly combinations: readonly Combination<AdditiveParameter>[];
      readonly residuals: readonly AdditiveResidual[];
      /** Sum of squared residuals in standard errors, per degree of freedom; null without any. Beyond 1 it widens all intervals. */
      readonly reducedChiSquare: number | null;
    }
  | { readonly status: 'refused'; readonly reason: 'no-observations' | 'not-positive'; readonly detail: string };

export interface AdditiveResidual {
  readonly observation: AdditiveObservation;
  readonly predictedNs: number;
  /** (predicted − observed) / observed. */
  readonly relativeError: number;
}

/**
 * Fits latencies without contention with non-negative costs. Which costs can be told apart is judged without header bytes
 * (`NO_HEADERS`), so that no number of samples ever makes a split out of them.
 */
export function fitAdditive(observations: readonly AdditiveObservation[], priors: readonly Prior[] = []): AdditiveFit {
  if (observations.length === 0) return { status: 'refused', reason: 'no-observations', detail: 'there is nothing to fit' };
  const invalid = observations.find(({ latencyNs, standardErrorNs }) => !(latencyNs > 0 && standardErrorNs > 0));
  if (invalid !== undefined) {
    const detail = `latency ${invalid.latencyNs} ns with standard error ${invalid.standardErrorNs} ns`;
    return { status: 'refused', reason: 'not-positive', detail };
  }
  const design = withPriors(additiveDesign(observations, FUSE_HEADERS), priors);
  const target = [...observations.map(({ latencyNs }) => latencyNs), ...priors.map(({ value }) => value)];
  const weights = design.standardErrors.map((error) => error ** -2);
  const estimate = nonNegativeLeastSquares(design.rows, target, weights);

  const residuals = observations.map((observation, index): AdditiveResidual => {
    const predictedNs = (design.rows[index] ?? []).reduce((sum, entry, column) => sum + entry * (estimate[column] ?? 0), 0);
    return { observation, predictedNs, relativeError: predictedNs / observation.latencyNs - 1 };
  });
  const structure = additiveDesign(observations, NO_HEADERS);
  const latenciesAlone = identify(structure, estimate);
  const reducedChiSquare = chiSquarePerFreedom(residuals, latenciesAlone.rank);
  const { parameters, combinations } = identify(
    withPriors(structure, priors),
    estimate,
    Math.sqrt(Math.max(1, reducedChiSquare ?? 1)),
  );
  const described = ADDITIVE_PARAMETERS.map((name) => {
    return [name, describe(name, parameters[name], latenciesAlone.parameters[name], observations, priors)] as const;
  });
  return {
    status: 'fitted',
    parameters: Object.fromEntries(described) as Record<AdditiveParameter, AdditiveKnowledge>,
    combinations,
    residuals,
    reducedChiSquare,
  };
}

function withPriors(design: WeightedDesign<AdditiveParameter>, priors: readonly Prior[]): WeightedDesign<AdditiveParameter> {
  return {
    parameters: design.parameters,
    rows: [...design.rows, ...priors.map((prior) => design.parameters.map((name) => (name === prior.parameter ? 1 : 0)))],
    standardErrors: [...design.standardErrors, ...priors.map(({ standardError }) => standardError)],
  };
}

function chiSquarePerFreedom(residuals: readonly AdditiveResidual[], fitted: number): number | null {
  const freedom = residuals.length - fitted;
  if (freedom <= 0) return null;
  const sum = residuals.reduce((total, { predictedNs, observation }) => {
    return total + ((predictedNs - observation.latencyNs) / observation.standardErrorNs) ** 2;
  }, 0);
  return sum / freedom;
}

function describe(
  name: AdditiveParameter,
  knowledge: Knowledge<AdditiveParameter>,
  withoutPriors: Knowledge<AdditiveParameter>,
  observations: readonly AdditiveObservation[],
  priors: readonly Prior[],
): AdditiveKnowledge {
  return { ...knowledge, evidence: evidenceFor(name, knowledge, withoutPriors, observations, priors), includes: INCLUDED[name] };
}

/** All that the pool has to do with while it is on. */
const SPLIT_BY_POOL_OFF: ReadonlySet<AdditiveParameter> = new Set(['m_map', 'm_host', 'b_bounce', 'b_hostR', 'b_hostW']);

function evidenceFor(
  name: AdditiveParameter,
  { status }: Knowledge<AdditiveParameter>,
  withoutPriors: Knowledge<AdditiveParameter>,
  observations: readonly AdditiveObservation[],
  priors: readonly Prior[],
): Evidence {
  if (status === 'unobserved') return 'none';
  if (status === 'merged') return 'merged';
  if (withoutPriors.status !== 'identified') {
    const group = withoutPriors.status === 'merged' ? [name, ...withoutPriors.with] : [name];
    return priors.find(({ parameter }) => group.includes(parameter))?.evidence ?? 'latency';
  }
  const bothBoots = ['bounced', 'unbounced'].every((path) => observations.some((observation) => observation.path === path));
  return bothBoots && SPLIT_BY_POOL_OFF.has(name) ? 'pool-off' : 'latency';
}

/** Costs that no experiment from inside the guest can tell from the parameter. */
const INCLUDED: Readonly<Record<AdditiveParameter, readonly string[]>> = {
  a_sys: [],
  r: ['doorbell', 'host file server', 'host file system', 'interrupt', 'wake-up'],
  m_map: [],
  m_host: [],
  b_bounce: [],
  b_hostR: ['host file system', 'virus scanner'],
  b_hostW: ['host file system', 'virus scanner'],
  b_user: [],
};
