import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { Attribution, MountAttribution } from '../core/attribution.ts';
import { attributionLines } from './attribution-lines.ts';
import { barLegend, layerBar } from './layer-bar.ts';

const EMPTY: Attribution = {
  ...{ schemaVersion: 1, runs: [], emulated: null, evidence: [], tracingCost: [], cells: [], phases: [], mounts: [] },
  ...{ whatIfs: [], modelError: [], advice: [], beside: null, findings: [] },
};

const bounds = { low: null, high: null } as const;
const DRIVE: MountAttribution = {
  target: 'drive-c',
  transport: 'virtiofs',
  cells: 20,
  shares: [
    { layer: 'app', share: 0.2, ...bounds, mergedWith: [] },
    { layer: 'dma', share: 0.01, ...bounds, mergedWith: [] },
    { layer: 'server', share: 0.74, ...bounds, mergedWith: ['transport', 'host-fs'] },
    { layer: 'unattributed', share: 0.05, ...bounds, mergedWith: [] },
  ],
};

describe('the last lines of a run', () => {
  it('say for each mount where its time goes, the largest layer first', () =>
    expect(stripVTControlCharacters(attributionLines({ ...EMPTY, mounts: [DRIVE] }))).toBe(
      'drive-c spends its time in server+ 74.0 %, app 20.0 %, unattributed 5.0 %\nmntbench attribute latest shows it by operation\n',
    ));

  it('say nothing of a local file system alone', () =>
    expect(attributionLines({ ...EMPTY, mounts: [{ ...DRIVE, transport: 'native' }] })).toBe(''));
});

describe('a bar of layers', () => {
  const bar = (...shares: Parameters<typeof layerBar>[0]): string => stripVTControlCharacters(layerBar(shares, 10));

  it('has a letter for each layer, a small one where others may be in it', () => expect(bar(...DRIVE.shares)).toBe('AAsssssss?'));

  it('is as long as it should be, whatever the shares', () => {
    for (const share of [0.001, 1 / 3, 0.05, 1])
      expect(bar({ layer: 'app', share, mergedWith: [] }, { layer: 'dma', share: 1 / 7, mergedWith: [] })).toHaveLength(10);
  });

  it('leaves out what is below nothing, and is blank without anything', () => {
    expect(bar({ layer: 'unattributed', share: -0.2, mergedWith: [] }, { layer: 'vfs', share: 1.2, mergedWith: [] })).toBe(
      'VVVVVVVVVV',
    );
    expect(bar()).toBe(' '.repeat(10));
  });

  it('has a legend for every letter', () =>
    expect(stripVTControlCharacters(barLegend())).toMatch(/^A app {2}V vfs .*\? unattributed$/));
});
