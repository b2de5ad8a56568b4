import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { Beside, LayerChange } from '../core/attribution.ts';
import { besideLines } from './attribution-beside.ts';

const certainly = (layer: LayerChange['layer'], changeNs: number): LayerChange => ({
  ...{ layer, mergedWith: [], changeNs },
  ...{ lowNs: 0.9 * changeNs, highNs: 1.1 * changeNs },
});
const once = (layer: LayerChange['layer'], changeNs: number): LayerChange => ({
  ...{ layer, mergedWith: [], changeNs, lowNs: null, highNs: null },
});

function lineOf(...layers: LayerChange[]): string | undefined {
  const beside: Beside = {
    runs: [{ id: 'before', dir: 'before', status: 'complete', bootId: null }],
    ...{ differs: [], unusedReason: null },
    cells: [
      {
        ...{ workload: 'probe', preset: 'core', phase: 'write', operation: 'write.1m', target: 'drive-d', transport: 'virtiofs' },
        ...{ concurrency: 1, cacheState: 'guest-warm/host-warm', changeNs: 1_000_000, lowNs: null, highNs: null },
        layers,
      },
    ],
  };
  return besideLines(beside, null, 100).map(stripVTControlCharacters).at(-1)?.trim();
}

describe('the layers of an operation that takes longer than beside', () => {
  it('are those that certainly do, the largest first', () =>
    expect(lineOf(certainly('client', 200_000), certainly('dma', 800_000))).toMatch(/ dma \+800 µs, client \+200 µs$/));

  it('are not those whose interval holds nothing at all', () =>
    expect(lineOf(certainly('dma', 800_000), { ...certainly('app', 900_000), lowNs: -1 })).toMatch(/ {2}dma \+800 µs$/));

  it('are not those whose change is certain and next to nothing', () =>
    expect(lineOf(certainly('dma', 800_000), certainly('unattributed', -0.25))).toMatch(/ {2}dma \+800 µs$/));

  it('are, without repetition, those that differ most', () =>
    expect(lineOf(once('dma', 800_000), once('app', -300_000), once('host-fs', 70))).toMatch(/ dma \+800 µs, app −300 µs$/));

  it('are none where none is certain', () =>
    expect(lineOf({ ...certainly('app', 900_000), lowNs: -1 })).toMatch(/no layer for certain$/));
});
