import type { ProbeFit } from '../fit/probe-fit.ts';
import { REQUEST_GROUPS, type RequestGroup } from '../fit/request-groups.ts';
import { PARAMETERS, type ParameterName } from '../path/parameters.ts';
import type { KnownCosts } from './known-costs.ts';
import { requestsOf } from './mix.ts';
import type { MountFacts, Work } from './mount-facts.ts';

type Fitted = Extract<ProbeFit, { status: 'fitted' }>;

/** What the guest alone takes, by the same operations on a file system in memory. */
export interface LocalCosts {
  readonly callNs: number;
  readonly componentNs: number;
  readonly copyNsPerByte: number;
}

/** What was seen of one operation's requests beside their length; shares of the time that its requests took. */
export type SeenShares = Pick<KnownCosts, 'awayShare' | 'dmaShare' | 'bounceNsPerByte'>;

/**
 * What one cost may be off where the data tell it badly, or only together with others: their sum, which is what the operation takes, is
 * known far better.
 */
const UNKNOWN_ERROR = 0.2;

export function knownFromFit(facts: MountFacts, fit: Fitted, local: LocalCosts, seen: SeenShares, work: Work): KnownCosts {
  const { costs, identification, serial } = fit;
  const errorOf = (name: keyof typeof costs): number => {
    const knowledge = identification.parameters[name];
    const relative = knowledge.status === 'identified' ? knowledge.relativeStandardError : null;
    return Math.min(UNKNOWN_ERROR, relative ?? UNKNOWN_ERROR);
  };
  const serials = Object.values(serial ?? {});
  return {
    callNs: costs.control * local.callNs + costs.call,
    componentNs: costs.control * local.componentNs + costs.component,
    copyNsPerByte: costs.control_data * local.copyNsPerByte + costs.copy,
    requestNs: requestCost(facts, fit, work),
    readNsPerByte: costs.b_read + pageCost(facts, costs.m_map),
    writeNsPerByte: costs.b_write + pageCost(facts, costs.m_map),
    entryNs: costs.entry,
    serialShare: serials.length === 0 ? null : Math.min(...serials),
    ...seen,
    requestError: errorOf('r_lookup'),
    byteError: errorOf('b_read'),
  };
}

const PAGE_BYTES = 4096;

/** Mappings of pages are bytes, by another name. */
function pageCost({ transport }: MountFacts, mappingNs: number): number {
  return transport === '9p-socket' ? 0 : mappingNs / PAGE_BYTES;
}

/** Of the groups that the work is made of, each as often as it makes them. */
function requestCost(facts: MountFacts, { costs, lookupNs }: Fitted, work: Work): number {
  const counts = requestsOf(facts, work);
  const total = REQUEST_GROUPS.reduce((sum, group) => sum + counts[group], 0);
  if (total === 0) return lookupNs;
  const costOf = (group: RequestGroup): number => (group === 'lookup' ? lookupNs : costs[`r_${group}`]);
  return REQUEST_GROUPS.reduce((sum, group) => sum + counts[group] * costOf(group), 0) / total;
}

const PARTS: readonly ParameterName[] = [
  'client',
  'submit',
  'completion',
  'wakeUp',
  'doorbell',
  'interrupt',
  'serverRequest',
  'hostHit',
];

/** A request of a real processor, by the table. */
export const PRIOR_REQUEST_NS = PARTS.reduce((sum, name) => sum + PARAMETERS[name].value, 0);

/** Of a mount that nobody measured, on a machine whose requests take `slowness` times those of the table. */
export function knownFromPriors(local: LocalCosts, slowness: number): KnownCosts {
  const byte = (name: ParameterName): number => PARAMETERS[name].value;
  return {
    ...local,
    requestNs: slowness * PRIOR_REQUEST_NS,
    readNsPerByte: slowness * (byte('serverReadByte') + byte('hostReadByte') + 2 * byte('bounceCopy')),
    writeNsPerByte: slowness * (byte('serverWriteByte') + byte('hostWriteByte') + byte('bounceCopy')),
    entryNs: slowness * byte('serverEntry'),
    serialShare: null,
    awayShare: null,
    dmaShare: null,
    bounceNsPerByte: null,
    requestError: 0.5,
    byteError: 0.5,
  };
}
