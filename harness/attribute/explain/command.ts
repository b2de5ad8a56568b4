import type { Evidence } from '../../core/attribution.ts';
import { PARTS, type Part } from '../../core/layers.ts';
import type { Drawn } from '../evidence/draw.ts';
import { noTimes, PART_NAMES, type PartTimes } from '../evidence/part-times.ts';
import type { Allocation, Explanation } from './allocation.ts';
import { awayAllocations } from './away.ts';
import type { Context } from './context.ts';
import { isUnanswered, type RequestCosts } from './request-costs.ts';
import { timeOf } from './scaled-parts.ts';

/** Of the wall time; more is parallel work, not rounding. */
const NOTABLE = 0.02;

/** A whole command: its processes' CPU times, and the requests that it made, each as long as one of its type takes in the probe. */
export function explainCommand(drawn: Drawn, context: Context): Explanation {
  const { ns, userNs, systemNs } = drawn;
  if (userNs === null || systemNs === null)
    return { allocations: [{ layers: ['unattributed'], part: 'all', ns, evidence: [] }], contradictions: [] };
  const requests = requestTimes(context);
  const known = requests === null ? [] : requestAllocations(requests, context);
  const inSystemCalls =
    requests === null ? 0 : timeOf(requests, 'doorbell') + EITHER.reduce((sum, part) => sum + timeOf(requests, part), 0) / 2;
  const allocations: Allocation[] = [
    { layers: ['app'], part: 'user', ns: userNs, evidence: ['thread-time'] },
    ...systemAllocations(Math.max(0, systemNs - inSystemCalls), context),
    ...known,
  ];
  const rest = ns - sum(allocations);
  if (rest >= 0 && requests === null) return { allocations: [...allocations, ...waiting(rest, context)], contradictions: [] };
  if (rest >= -NOTABLE * ns) return { allocations, contradictions: [] };
  // Everything that overlaps shrinks alike: which of it was waited for is not known.
  const fits = ns / (ns - rest);
  return {
    allocations: allocations.map((allocation) => ({ ...allocation, ns: allocation.ns * fits })),
    contradictions: [
      { message: 'processes and requests overlap: their times sum to more than the wall time and were cut to it', ns: -rest },
    ],
  };
}

/** Done by the thread before it sleeps, and for it afterwards: about half each. */
const EITHER: readonly Part[] = ['request', 'ring', 'bounce'];

function requestTimes({ requests, requestCosts }: Context): PartTimes | null {
  if (requests === null || requestCosts === null) return null;
  const times = noTimes();
  for (const [type, count] of Object.entries(requests)) {
    const one = costOf(type, requestCosts);
    for (let part = 0; part < times.length; part++) times[part] = (times[part] as number) + count * (one[part] as number);
  }
  return times;
}

function costOf(type: string, { byType, other }: RequestCosts): PartTimes {
  return byType.get(type) ?? (isUnanswered(type) ? noTimes() : other);
}

function requestAllocations(times: PartTimes, { kind, away }: Context): Allocation[] {
  const evidence: readonly Evidence[] = ['trace', 'counted-requests'];
  return PART_NAMES.flatMap((part): readonly Allocation[] => {
    const ns = timeOf(times, part);
    if (ns === 0) return [];
    if (part === 'away') return awayAllocations(ns, evidence, away);
    const [layer] = PARTS[part];
    return [{ layers: [layer === 'dma' && !kind.bounces ? 'unattributed' : layer], part, ns, evidence }];
  });
}

function systemAllocations(ns: number, { kind, control }: Context): Allocation[] {
  const part = 'system';
  if (!kind.hasFarSide) return [{ layers: ['vfs'], part, ns, evidence: ['thread-time'] }];
  if (control === null) return [{ layers: ['vfs', 'client'], part, ns, evidence: ['thread-time'] }];
  const vfs = Math.min(ns, control.systemCallNs);
  const evidence: readonly Evidence[] = ['thread-time', 'controls'];
  return [
    { layers: ['vfs'], part, ns: vfs, evidence },
    { layers: ['client'], part, ns: ns - vfs, evidence },
  ];
}

/** Neither on a CPU nor counted as requests: what the command does not wait for on tmpfs is the mount's. */
function waiting(ns: number, { kind, mayBounce, control }: Context): Allocation[] {
  if (!kind.hasFarSide || control === null) {
    if (kind.hasFarSide || kind.asleep === null) return [{ layers: ['unattributed'], part: 'waiting', ns, evidence: [] }];
    return [{ layers: ['host-fs', 'app'], part: 'waiting', ns, evidence: ['thread-time'] }];
  }
  const beyond = Math.max(0, ns - control.otherNs);
  return [
    {
      layers: ['server', 'client', 'transport', ...(mayBounce ? (['dma'] as const) : []), 'host-fs'],
      part: 'waiting',
      ns: beyond,
      evidence: ['thread-time', 'controls'],
    },
    { layers: ['unattributed'], part: 'waiting', ns: ns - beyond, evidence: [] },
  ];
}

function sum(allocations: readonly Allocation[]): number {
  return allocations.reduce((total, { ns }) => total + ns, 0);
}
