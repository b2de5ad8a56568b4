import type { Evidence } from '../../core/attribution.ts';
import type { Layer } from '../../core/layers.ts';
import type { Allocation } from './allocation.ts';
import type { AwayBounds } from './context.ts';

/** Of the time that requests are away; a layer that can have no more is not worth a doubt about the rest. */
const NEGLIGIBLE = 0.1;

/**
 * The time between the doorbell and the interrupt. The server has most of it, as far as anyone has measured; the way there and back can
 * take no more than the fastest type of request, and the far file system no more than the same operation takes over there.
 */
export function awayAllocations(
  ns: number,
  evidence: readonly Evidence[],
  { transportNs, hostFsNs }: AwayBounds,
  hidden: readonly Layer[] = [],
): Allocation[] {
  const hostFs = hostFsNs === null ? null : Math.min(ns, hostFsNs);
  const rest = ns - (hostFs ?? 0);
  const transportBound = transportNs === null ? rest : Math.min(rest, transportNs);
  const isApart = transportNs !== null && transportBound <= NEGLIGIBLE * rest;
  const others = new Set<Layer>([
    ...hidden,
    ...(isApart ? [] : (['transport'] as const)),
    ...(hostFs === null ? (['host-fs'] as const) : []),
  ]);
  const layers = ['server', ...others] as const;
  const used: Evidence[] = [...evidence, ...(transportNs === null ? [] : (['fastest-request'] as const))];
  const roundTrip = transportNs === null ? 0 : transportBound;
  return [
    { layers, part: 'round-trip', ns: roundTrip, evidence: used },
    { layers, part: 'away', ns: rest - roundTrip, evidence: used },
    ...(hostFs === null
      ? []
      : [{ layers: ['host-fs'], part: 'host-probe', ns: hostFs, evidence: [...evidence, 'host-probe'] } as const]),
  ];
}
