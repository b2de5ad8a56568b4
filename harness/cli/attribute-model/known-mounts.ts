import type { ObservedCell, ObservedMount, ObservedRuns } from '../../attribute/ports.ts';
import { environmentSchema } from '../../core/environment.ts';
import type { ProbeObservation } from '../../model/fit/probe-design.ts';
import { fitProbe, type ProbeFit } from '../../model/fit/probe-fit.ts';
import type { KnownCosts } from '../../model/what-if/known-costs.ts';
import { knownFromFit, knownFromPriors, PRIOR_REQUEST_NS, type SeenShares } from '../../model/what-if/known-from-fit.ts';
import type { KnownMount } from '../../model/what-if/latency.ts';
import type { MountFacts, Work } from '../../model/what-if/mount-facts.ts';
import { localCosts } from './local-costs.ts';
import { cachedBy, isModelled, type Modelled, mountFactsOf } from './mount-facts.ts';
import { observationsOf } from './observations.ts';

/** A mount with a far side, and what its probe was fitted to. */
export interface FittedMount {
  readonly mount: ObservedMount;
  readonly transport: Modelled;
  readonly observations: readonly ProbeObservation[];
  readonly fit: ProbeFit;
}

function memoryOf({ mounts }: ObservedRuns): ObservedMount | null {
  return mounts.find(({ target }) => target.transport === 'memory') ?? null;
}

export function fittedMounts(observed: ObservedRuns): FittedMount[] {
  const memory = memoryOf(observed);
  return observed.mounts.flatMap((mount) => {
    const { transport } = mount.target;
    if (!isModelled(transport)) return [];
    const observations = observationsOf(mount, memory);
    return [{ mount, transport, observations, fit: fitProbe(observations) }];
  });
}

/** Null where the probe could not be fitted. */
export function knownMount(observed: ObservedRuns, { mount, transport, observations, fit }: FittedMount): KnownMount | null {
  if (fit.status === 'refused') return null;
  const [record] = observed.records;
  const environment = environmentSchema.safeParse(record.environment.before).data ?? null;
  const facts = mountFactsOf(mount, transport, record, environment, cachedBy(observations, wasCounted(mount), fit));
  const local = localCosts(memoryOf(observed));
  const shares = seenShares(mount);
  const known = new Map<Work, KnownCosts>();
  const knownFor = (work: Work): KnownCosts => {
    const costs = known.get(work) ?? knownFromFit(facts, fit, local, shares, work);
    known.set(work, costs);
    return costs;
  };
  return { facts, knownFor };
}

function wasCounted({ cells }: ObservedMount): boolean {
  return cells.some(({ probe, requests }) => probe !== null && requests !== null);
}

/** The mount for work whose requests were counted: what the guest held back of them has been left out already. */
export function asAsked({ facts, knownFor }: KnownMount): KnownMount {
  return { facts: { ...facts, cached: { dentries: false, attributes: false, data: false } }, knownFor };
}

export function replacing(transport: Modelled): Modelled {
  return transport === 'virtiofs' ? '9p-socket' : 'virtiofs';
}

/**
 * What could take the place of a mount: the other transport, as it was measured in the same run, else as a real machine's priors say
 * when they are as much slower as the mount's own requests are.
 */
export function otherMount(observed: ObservedRuns, own: FittedMount, all: readonly FittedMount[]): KnownMount | null {
  const wanted = replacing(own.transport);
  const measured = all.find(({ transport }) => transport === wanted);
  const known = measured === undefined ? null : knownMount(observed, measured);
  if (known !== null) return known;
  if (own.fit.status === 'refused') return null;
  const [record] = observed.records;
  const environment = environmentSchema.safeParse(record.environment.before).data ?? null;
  const uncached = { dentries: false, attributes: false, data: false };
  const facts = mountFactsOf(own.mount, wanted, record, environment, uncached);
  const slowness = own.fit.lookupNs / PRIOR_REQUEST_NS || 1;
  const costs = knownFromPriors(localCosts(memoryOf(observed)), slowness);
  return { facts: { ...facts, msize: null, queues: 1, pool: poolOfOther(wanted, facts) }, knownFor: () => costs };
}

function poolOfOther(transport: Modelled, { pool }: MountFacts): MountFacts['pool'] {
  return transport === '9p-socket' ? { kind: 'none' } : pool;
}

/** Of the median traced cell with requests: parts of what is left beside the guest's own calls. */
function seenShares({ cells }: ObservedMount): SeenShares {
  const traced = cells.filter(({ probe, layers, cell }) => {
    return probe !== null && cell.concurrency === 1 && layers.some(({ evidence }) => evidence.includes('trace'));
  });
  const far = traced.flatMap((cell) => {
    const beyond = layerNs(cell, ['client', 'transport', 'dma', 'server', 'host-fs']);
    return beyond < LEAST_FAR_SHARE * cell.medianNs ? [] : [{ cell, beyond }];
  });
  const separate = far.filter(({ cell }) =>
    cell.layers.some(({ layer, mergedWith }) => layer === 'dma' && mergedWith.length === 0),
  );
  const small = separate.filter(({ cell }) => (cell.probe?.bytes ?? 0) < LEAST_BYTES);
  const written = separate.flatMap(({ cell }) => {
    const { direction = 'none', bytes = 0 } = cell.probe ?? {};
    return direction === 'write' && bytes >= LEAST_BYTES ? [layerNs(cell, ['dma']) / bytes] : [];
  });
  return {
    awayShare: middle(far.map(({ cell, beyond }) => layerNs(cell, ['transport', 'server', 'host-fs']) / beyond)),
    dmaShare: middle(small.map(({ cell, beyond }) => layerNs(cell, ['dma']) / beyond)),
    bounceNsPerByte: middle(written),
  };
}

function layerNs({ layers }: ObservedCell, names: readonly string[]): number {
  return layers.filter(({ layer }) => names.includes(layer)).reduce((sum, { ns }) => sum + ns, 0);
}

/** From here on headers and locks are little beside the copy; a write is copied once, whatever the kernel. */
const LEAST_BYTES = 65_536;
/** Cells that hardly leave the guest say nothing of the far side. */
const LEAST_FAR_SHARE = 0.3;

function middle(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] as number;
}
