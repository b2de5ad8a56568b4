import type { AttributedCell, CellChange, LayerChange } from '../core/attribution.ts';
import { cellKey } from '../core/cell.ts';
import { LAYERS, type Layer } from '../core/layers.ts';

/** A figure with its 95 % interval; null without repetition. */
interface Figure {
  readonly ns: number;
  readonly lowNs: number | null;
  readonly highNs: number | null;
}

/**
 * By how much cells differ from the same cells of other runs, and in which layers. Cells that only one side has are left out.
 */
export function changesBeside(here: readonly AttributedCell[], there: readonly AttributedCell[]): CellChange[] {
  const others = new Map(there.map((cell) => [cellKey(cell), cell]));
  return here.flatMap((cell) => {
    const other = others.get(cellKey(cell));
    return other === undefined ? [] : [changeOf(cell, other)];
  });
}

function changeOf(here: AttributedCell, there: AttributedCell): CellChange {
  const { workload, preset, phase, operation, target, transport, concurrency, cacheState } = here;
  return {
    ...{ workload, preset, phase, operation, target, transport, concurrency, cacheState },
    ...difference(medianOf(here), medianOf(there)),
    layers: groupsOf([...here.layers, ...there.layers]).map((group): LayerChange => {
      const [layer, ...mergedWith] = group;
      return { layer, mergedWith, ...difference(sumOf(here.layers, group), sumOf(there.layers, group)) };
    }),
  };
}

type Group = readonly [Layer, ...Layer[]];

/**
 * Layers in the order of the path, those together whose time either side shows in one: what moves between them may be nothing but
 * another way to show it. The one that leads a merged share leads the group.
 */
function groupsOf(shares: readonly Pick<AttributedCell['layers'][number], 'layer' | 'mergedWith'>[]): Group[] {
  const leads = new Map<Layer, Layer>(LAYERS.map((layer) => [layer, layer]));
  for (const { layer, mergedWith } of shares)
    for (const other of mergedWith) {
      const [kept, gone] = [leads.get(layer), leads.get(other)];
      if (kept !== undefined && gone !== undefined)
        for (const [member, lead] of leads) if (lead === gone) leads.set(member, kept);
    }
  return LAYERS.filter((layer) => leads.get(layer) === layer).map((lead) => [
    lead,
    ...LAYERS.filter((layer) => layer !== lead && leads.get(layer) === lead),
  ]);
}

function medianOf({ medianNs, lowNs, highNs }: AttributedCell): Figure {
  return { ns: medianNs, lowNs, highNs };
}

/** Errors of layers of one cell are taken as independent. */
function sumOf(shares: AttributedCell['layers'], group: Group): Figure {
  const own = shares.filter(({ layer }) => group.includes(layer));
  const ns = own.reduce((sum, share) => sum + share.ns, 0);
  const downs = own.map((share) => (share.lowNs === null ? null : share.ns - share.lowNs));
  const ups = own.map((share) => (share.highNs === null ? null : share.highNs - share.ns));
  const down = together(downs);
  const up = together(ups);
  return { ns, lowNs: down === null ? null : ns - down, highNs: up === null ? null : ns + up };
}

/** The distances to the far ends of both intervals, as of independent figures. */
function difference(here: Figure, there: Figure): Pick<CellChange, 'changeNs' | 'lowNs' | 'highNs'> {
  const changeNs = here.ns - there.ns;
  if (here.lowNs === null || here.highNs === null || there.lowNs === null || there.highNs === null)
    return { changeNs, lowNs: null, highNs: null };
  return {
    changeNs,
    lowNs: changeNs - Math.hypot(here.ns - here.lowNs, there.highNs - there.ns),
    highNs: changeNs + Math.hypot(here.highNs - here.ns, there.ns - there.lowNs),
  };
}

function together(distances: readonly (number | null)[]): number | null {
  const known = distances.filter((distance) => distance !== null);
  return known.length < distances.length ? null : Math.hypot(...known);
}
