import { expectedCosts } from './expected-costs.ts';
import { type Identification, identify } from './identifiability.ts';
import { costsOf, PROBE_COSTS, type ProbeCost, type ProbeObservation, probeDesign } from './probe-design.ts';
import { REQUEST_GROUPS } from './request-groups.ts';
import { robustFit } from './robust-fit.ts';
import { fitSerialShare, type SerialShare, slowedBy } from './serial-share.ts';

export type ProbeFit =
  | {
      readonly status: 'fitted';
      /** Where data cannot tell costs apart, any split that fits: `identification` says which. */
      readonly costs: Readonly<Record<ProbeCost, number>>;
      /** Of a look-up, whether each call made it or only some did. */
      readonly lookupNs: number;
      readonly identification: Identification<ProbeCost>;
      /** Part of a request that threads do one after the other; null without cells of several threads. */
      readonly serial: SerialShare | null;
      readonly observations: number;
    }
  | { readonly status: 'refused'; readonly reason: string };

/** Costs, beside the pooled request, below which a fit says nothing about a mount. */
const FEWEST_OBSERVATIONS = 8;

/**
 * Additive, non-negative costs of a mount. Robust, because a block of a few operations now and then has one of ten times the length.
 */
export function fitProbe(observations: readonly ProbeObservation[]): ProbeFit {
  const alone = observations.filter(({ concurrency }) => concurrency === 1);
  if (alone.length < FEWEST_OBSERVATIONS) {
    return {
      status: 'refused',
      reason: `${alone.length} cells of one thread, of which at least ${FEWEST_OBSERVATIONS} are needed`,
    };
  }
  const { rows, standardErrors } = probeDesign(alone);
  const target = alone.map(({ latencyNs }) => latencyNs);
  const expected = expectedCosts(rows, target, standardErrors);
  const estimate = robustFit(
    [...rows, ...expected.map(({ row }) => row)],
    [...target, ...expected.map(({ value }) => value)],
    [...standardErrors, ...expected.map(({ error }) => error)],
  );
  const costs = Object.fromEntries(PROBE_COSTS.map((cost, column) => [cost, estimate[column] as number])) as Record<
    ProbeCost,
    number
  >;
  return {
    status: 'fitted',
    costs,
    lookupNs: lookupCost(costs, alone),
    identification: identify(probeDesign(alone), estimate),
    serial: fitSerialShare(
      observations.filter(isContended),
      (observation) => nearNs(costs, observation),
      (observation) => beyondNs(costs, observation),
    ),
    observations: observations.length,
  };
}

/** The control was measured with as many threads; a call that asks for nothing waits for nobody beyond it. */
export function predictedNs({ costs, serial }: Extract<ProbeFit, { status: 'fitted' }>, observation: ProbeObservation): number {
  const beyond = beyondNs(costs, observation);
  const asks = REQUEST_GROUPS.some((group) => observation.requests[group] > 0);
  const near = nearNs(costs, observation);
  return near + (isContended(observation) && asks ? slowedBy(serial, beyond, observation) : beyond);
}

function isContended({ concurrency }: ProbeObservation): boolean {
  return concurrency > 1;
}

const CONTROLS: ReadonlySet<ProbeCost> = new Set(['control', 'control_data']);

function nearNs(costs: Readonly<Record<ProbeCost, number>>, observation: ProbeObservation): number {
  const { control, control_data: data } = costsOf(observation);
  return control * costs.control + data * costs.control_data;
}

/** Beyond the control, as if there were one thread. */
function beyondNs(costs: Readonly<Record<ProbeCost, number>>, observation: ProbeObservation): number {
  const counts = costsOf(observation);
  return PROBE_COSTS.reduce((sum, cost) => (CONTROLS.has(cost) ? sum : sum + counts[cost] * costs[cost]), 0);
}

function lookupCost({ r_lookup, r_renewal }: Readonly<Record<ProbeCost, number>>, cells: readonly ProbeObservation[]): number {
  const [each, some] = (['lookup', 'renewal'] as const).map((group) =>
    cells.reduce((sum, { requests }) => sum + requests[group], 0),
  ) as [number, number];
  return each + some === 0 ? r_lookup : (each * r_lookup + some * r_renewal) / (each + some);
}
