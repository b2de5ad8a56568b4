import { EVIDENCE, type Evidence, type LayerShare } from '../core/attribution.ts';
import { LAYERS, type Layer } from '../core/layers.ts';
import { experimentFor } from './experiments.ts';
import type { Allocation } from './explain/allocation.ts';
import type { Context } from './explain/context.ts';
import { groupBy } from './group-by.ts';

/** Sums of such numbers are exact, so that layers and the rest make the median to the last bit. */
const STEP_NS = 1 / 8;

/**
 * The layers of one time, in the order of the path. Time that belongs to one of several stands at the one that leads; a layer whose
 * time stands elsewhere alone is left out. What nothing explains is the signed rest.
 */
export function layerShares(
  allocations: readonly Allocation[],
  medianNs: number,
  path: Pick<Context, 'kind' | 'mayBounce'>,
): LayerShare[] {
  const byLead = groupBy(allocations, ({ layers: [lead] }) => lead);
  const merged = new Set(allocations.filter(({ ns }) => ns > 0).flatMap(({ layers }) => layers.slice(1)));
  const seen = evidenceOf(allocations);
  const shares: LayerShare[] = [];
  let explained = 0;
  for (const layer of LAYERS) {
    if (layer === 'unattributed') continue;
    const own = byLead.get(layer) ?? [];
    if (own.every(({ ns }) => ns === 0) && merged.has(layer)) continue;
    const parts = partsOf(own);
    const ns = parts.reduce((sum, part) => sum + part.ns, 0);
    explained += ns;
    const mergedWith = othersOf(own);
    shares.push({
      layer,
      ns,
      lowNs: null,
      highNs: null,
      share: medianNs === 0 ? 0 : ns / medianNs,
      evidence: own.length > 0 ? evidenceOf(own) : isMissing(layer, path) ? ['by-construction'] : seen,
      mergedWith,
      experiment: experimentFor(layer, mergedWith),
      parts,
    });
  }
  return [...shares, unattributed(byLead.get('unattributed') ?? [], medianNs - explained, medianNs)];
}

/** What was seen and belongs to no layer, and what was not seen at all. */
function unattributed(own: readonly Allocation[], ns: number, medianNs: number): LayerShare {
  const seen = partsOf(own);
  const rest = ns - seen.reduce((sum, part) => sum + part.ns, 0);
  return {
    layer: 'unattributed',
    ns,
    lowNs: null,
    highNs: null,
    share: medianNs === 0 ? 0 : ns / medianNs,
    evidence: evidenceOf(own),
    mergedWith: [],
    experiment: null,
    parts: [...seen, ...(rest === 0 ? [] : [{ part: 'rest', ns: rest }])],
  };
}

/** Whether such a mount cannot have it. */
function isMissing(layer: Layer, { kind, mayBounce }: Pick<Context, 'kind' | 'mayBounce'>): boolean {
  if (layer === 'dma') return !mayBounce;
  return !kind.hasFarSide && (layer === 'transport' || layer === 'server' || layer === 'client');
}

function partsOf(allocations: readonly Allocation[]): LayerShare['parts'] {
  const sums = new Map<string, number>();
  for (const { part, ns } of allocations) sums.set(part, (sums.get(part) ?? 0) + ns);
  return [...sums].map(([part, ns]) => ({ part, ns: Math.round(ns / STEP_NS) * STEP_NS })).filter(({ ns }) => ns > 0);
}

function othersOf(allocations: readonly Allocation[]): Layer[] {
  const others = new Set(allocations.filter(({ ns }) => ns > 0).flatMap(({ layers }) => layers.slice(1)));
  return LAYERS.filter((layer) => others.has(layer));
}

function evidenceOf(allocations: readonly Allocation[]): Evidence[] {
  const found = new Set(allocations.filter(({ ns }) => ns > 0).flatMap(({ evidence }) => evidence));
  return EVIDENCE.filter((kind) => found.has(kind));
}
