import { describe, expect, it } from 'vitest';
import { simulate } from '../engine/simulate.ts';
import { networkOf } from './network-of.ts';
import { PRESETS } from './presets.ts';

describe('presets', () => {
  it('have names of their own, and say in a line what they stand for and what they assume', () => {
    expect(new Set(PRESETS.map(({ name }) => name)).size).toBe(PRESETS.length);
    for (const { standsFor, assumes } of PRESETS)
      for (const line of [standsFor, assumes]) expect(line).toMatch(/^[^\n]{10,200}$/);
  });

  it('every transport names the layer of each of its rows', () => {
    const layers = (name: string): string[] => {
      const preset = PRESETS.find((one) => one.name === name);
      if (preset === undefined) throw new Error(`no preset ${name}`);
      return [...new Set(networkOf(preset.configuration).rows.map(({ layer }) => layer))].sort();
    };
    expect(layers('wsl-6.18-virtiofs-dedicated')).toEqual(['app', 'client', 'dma', 'host-fs', 'server', 'transport']);
    expect(layers('wsl-6.18-9p')).toEqual(['app', 'client', 'host-fs', 'server', 'transport']);
    expect(layers('what-if-names-trusted')).toContain('vfs');
  });

  it.each(PRESETS.map(({ name, configuration }) => ({ name, configuration })))(
    '$name runs, and its rows are all of its mean',
    ({ configuration }) => {
      const [work] = simulate(networkOf(configuration).network, { operations: 2000, warmUp: 200, seed: 1 }).classes;
      expect(work).toMatchObject({ completed: 2000, failed: 0 });
      const sum = work?.rows.reduce((total, { waitingNs, serviceNs }) => total + waitingNs + serviceNs, 0) ?? 0;
      expect(sum / (work?.meanNs ?? 0)).toBeCloseTo(1, 9);
    },
  );
});
