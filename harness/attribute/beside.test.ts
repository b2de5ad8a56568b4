import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AttributedCell, CellChange } from '../core/attribution.ts';
import { LAYERS, type Layer } from '../core/layers.ts';
import { changesBeside } from './beside.ts';

interface Share {
  readonly ns: number;
  readonly within?: number;
  readonly mergedWith?: readonly Layer[];
}

/** One cell whose layers take so long, each known within so much. */
function cellOf(layers: Readonly<Partial<Record<Layer, Share>>>, operation = 'stat'): AttributedCell {
  const shares = LAYERS.flatMap((layer) => {
    const own = layers[layer];
    return own === undefined ? [] : [{ layer, ...own }];
  });
  const medianNs = shares.reduce((sum, { ns }) => sum + ns, 0);
  return {
    ...{ workload: 'probe', preset: 'tiny', phase: 'stat', operation, target: 'virtiofs', transport: 'virtiofs' },
    ...{ concurrency: 1, cacheState: 'guest-warm/host-warm', metric: 'latency', medianNs, lowNs: null, highNs: null, n: 3 },
    layers: shares.map(({ layer, ns, within, mergedWith = [] }) => ({
      ...{ layer, ns, share: ns / medianNs, evidence: [], experiment: null, parts: [], mergedWith: [...mergedWith] },
      lowNs: within === undefined ? null : ns - within,
      highNs: within === undefined ? null : ns + within,
    })),
    ...{ tail: null, requests: null, whatIfs: [], warnings: [] },
  };
}

function changeIn([cell]: readonly CellChange[], layer: Layer): CellChange['layers'][number] | undefined {
  return cell?.layers.find((change) => change.layer === layer);
}

describe('a cell beside the same one of other runs', () => {
  it('has what it takes longer in the layer that takes longer', () => {
    const changes = changesBeside(
      [cellOf({ client: { ns: 10 }, server: { ns: 70 } })],
      [cellOf({ client: { ns: 10 }, server: { ns: 20 } })],
    );
    expect(changes[0]?.changeNs).toBe(50);
    expect(changeIn(changes, 'server')?.changeNs).toBe(50);
    expect(changeIn(changes, 'client')?.changeNs).toBe(0);
  });

  it('knows a change within the far ends of both intervals', () => {
    const changes = changesBeside([cellOf({ client: { ns: 100, within: 3 } })], [cellOf({ client: { ns: 60, within: 4 } })]);
    expect(changeIn(changes, 'client')).toMatchObject({ changeNs: 40, lowNs: 35, highNs: 45 });
  });

  it('has no interval where either side has none', () => {
    const changes = changesBeside([cellOf({ client: { ns: 100, within: 3 } })], [cellOf({ client: { ns: 60 } })]);
    expect(changeIn(changes, 'client')).toMatchObject({ changeNs: 40, lowNs: null, highNs: null });
  });

  it('takes layers together that only one side tells apart', () => {
    const apart = cellOf({ client: { ns: 10 }, transport: { ns: 5 }, dma: { ns: 15 }, server: { ns: 70 } });
    const merged = cellOf({ client: { ns: 30, mergedWith: ['transport', 'dma'] }, server: { ns: 70 } });
    for (const changes of [changesBeside([apart], [merged]), changesBeside([merged], [apart])]) {
      expect(changeIn(changes, 'client')).toMatchObject({ changeNs: 0, mergedWith: ['transport', 'dma'] });
      expect(changeIn(changes, 'dma')).toBeUndefined();
    }
  });

  it('is left out where only one side has it', () => {
    expect(changesBeside([cellOf({ client: { ns: 1 } }, 'stat')], [cellOf({ client: { ns: 1 } }, 'open')])).toEqual([]);
  });

  it('changes by as much as its layers do, whatever is merged with what', () => {
    const layer = fc.constantFrom(...LAYERS);
    const share = fc.record({ ns: fc.integer({ min: 0, max: 1e9 }), mergedWith: fc.uniqueArray(layer) });
    const cell = fc.dictionary(layer, share).map((layers) => cellOf(layers as Partial<Record<Layer, Share>>));
    fc.assert(
      fc.property(cell, cell, (here, there) => {
        const [change] = changesBeside([here], [there]);
        expect(change?.layers.reduce((sum, { changeNs }) => sum + changeNs, 0)).toBe(change?.changeNs);
        const named = change?.layers.flatMap(({ layer: lead, mergedWith }) => [lead, ...mergedWith]) ?? [];
        expect(named.toSorted()).toEqual(LAYERS.toSorted());
      }),
    );
  });
});
