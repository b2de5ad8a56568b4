import { type AttributedCell, EVIDENCE, type LayerShare, type PhaseAttribution } from '../core/attribution.ts';
import { LAYERS, type Layer } from '../core/layers.ts';
import { groupBy } from './group-by.ts';

/** A cell and how often its operation was made. */
export interface Made {
  readonly cell: AttributedCell;
  readonly operations: number;
}

/** The phases of each workload on each mount: the operations of one pass, or the command. */
export function phaseShares(made: readonly Made[]): PhaseAttribution[] {
  const phases = groupBy(made, ({ cell }) =>
    JSON.stringify([cell.workload, cell.preset, cell.phase, cell.target, cell.concurrency, cell.cacheState]),
  );
  return [...phases.values()].flatMap((own) => {
    const [first] = own;
    if (first === undefined) return [];
    const { workload, preset, phase, target, transport, concurrency, cacheState } = first.cell;
    const totalNs = own.reduce((sum, { cell, operations }) => sum + cell.medianNs * operations, 0);
    const layers = LAYERS.flatMap((layer) => summed(layer, own, totalNs) ?? []);
    return [{ workload, preset, phase, target, transport, concurrency, cacheState, totalNs, layers }];
  });
}

function summed(layer: Layer, made: readonly Made[], totalNs: number): LayerShare | null {
  const own = made.flatMap(({ cell, operations }) => {
    const share = cell.layers.find((candidate) => candidate.layer === layer);
    return share === undefined ? [] : [{ share, operations }];
  });
  if (own.length === 0) return null;
  const sum = (of: (share: LayerShare) => number): number =>
    own.reduce((total, { share, operations }) => total + of(share) * operations, 0);
  // Errors of different cells are independent; those of one grow with the number of its operations.
  const deviation = (bound: 'lowNs' | 'highNs'): number | null => {
    const known = own.flatMap(({ share, operations }) => (share[bound] === null ? [] : [(share[bound] - share.ns) * operations]));
    return known.length < own.length ? null : Math.hypot(...known);
  };
  const ns = sum((share) => share.ns);
  const down = deviation('lowNs');
  const up = deviation('highNs');
  const all = <T>(of: (share: LayerShare) => readonly T[]): Set<T> => new Set(own.flatMap(({ share }) => of(share)));
  const evidence = all((share) => share.evidence);
  const merged = all((share) => share.mergedWith);
  return {
    layer,
    ns,
    lowNs: down === null ? null : layer === 'unattributed' ? ns - down : Math.max(0, ns - down),
    highNs: up === null ? null : ns + up,
    share: totalNs === 0 ? 0 : ns / totalNs,
    evidence: EVIDENCE.filter((kind) => evidence.has(kind)),
    mergedWith: LAYERS.filter((other) => merged.has(other)),
    experiment: own.find(({ share }) => share.experiment !== null)?.share.experiment ?? null,
    parts: partsOf(own),
  };
}

function partsOf(own: readonly { readonly share: LayerShare; readonly operations: number }[]): LayerShare['parts'] {
  const parts = new Map<string, number>();
  for (const { share, operations } of own)
    for (const { part, ns } of share.parts) parts.set(part, (parts.get(part) ?? 0) + ns * operations);
  return [...parts].map(([part, ns]) => ({ part, ns }));
}
