import type { WeightedDesign } from './collinearity.ts';
import { REQUEST_GROUPS, type RequestGroup } from './request-groups.ts';

/** One cell of the probe on one mount: what it took, and what is known to have been done for it. Counts are per operation. */
export interface ProbeObservation {
  readonly label: string;
  readonly phase: string;
  /** Threads that did the same at the same time. */
  readonly concurrency: number;
  /** They hold the lock of one file meanwhile. */
  readonly isExclusive: boolean;
  readonly latencyNs: number;
  /** Of the latency; null with one block only. */
  readonly standardErrorNs: number | null;
  /** The same operation on a file system in memory; null where nobody measured it. */
  readonly controlNs: number | null;
  readonly systemCalls: number;
  /** Of the path. */
  readonly components: number;
  /** Of a listed directory. */
  readonly entries: number;
  readonly requests: Readonly<Record<RequestGroup, number>>;
  /** That the program moved, whoever answered. */
  readonly movedBytes: number;
  /** That crossed the boundary. */
  readonly readBytes: number;
  readonly writtenBytes: number;
  /** Bounced by the DMA API. */
  readonly mappings: number;
}

/**
 * What a mount charges, in ns and ns per byte. `control`: of the time that a file system in memory takes for the same operation, the part
 * that this one takes too, which is not all of it: large folios are copied faster than the pages of tmpfs. `call`, `component`, `copy`: of a
 * system call, of a part of its path, of a byte that it moves, beyond that.
 */
export const PROBE_COSTS = [
  'control',
  'control_data',
  'call',
  'component',
  'copy',
  'entry',
  ...REQUEST_GROUPS.map((group) => `r_${group}` as const),
  'b_read',
  'b_write',
  'm_map',
] as const;
export type ProbeCost = (typeof PROBE_COSTS)[number];

export function costsOf(observation: ProbeObservation): Record<ProbeCost, number> {
  const { controlNs, systemCalls, components, entries, requests, movedBytes, readBytes, writtenBytes, mappings } = observation;
  return {
    control: movedBytes === 0 ? (controlNs ?? 0) : 0,
    control_data: movedBytes === 0 ? 0 : (controlNs ?? 0),
    call: systemCalls,
    component: components,
    copy: movedBytes,
    entry: entries,
    r_lookup: requests.lookup,
    r_renewal: requests.renewal,
    r_open: requests.open,
    r_change: requests.change,
    r_list: requests.list,
    r_read: requests.read,
    r_write: requests.write,
    r_flush: requests.flush,
    b_read: readBytes,
    b_write: writtenBytes,
    m_map: mappings,
  };
}

/**
 * No model of sums is better than this on a real machine: relative. Without it a few very repeatable cells would decide everything, and
 * errors count by their share of a latency, large or small.
 */
const MODEL_ERROR = 0.1;

function errorOf({ latencyNs, standardErrorNs }: ProbeObservation): number {
  return Math.hypot(standardErrorNs ?? 0, MODEL_ERROR * latencyNs);
}

export function probeDesign(observations: readonly ProbeObservation[]): WeightedDesign<ProbeCost> {
  return {
    parameters: PROBE_COSTS,
    rows: observations.map((observation) => {
      const costs = costsOf(observation);
      return PROBE_COSTS.map((cost) => costs[cost]);
    }),
    standardErrors: observations.map(errorOf),
  };
}

export function byPhase(observations: readonly ProbeObservation[]): Map<string, ProbeObservation[]> {
  const phases = new Map<string, ProbeObservation[]>();
  for (const observation of observations) {
    const cells = phases.get(observation.phase);
    if (cells === undefined) phases.set(observation.phase, [observation]);
    else cells.push(observation);
  }
  return phases;
}
