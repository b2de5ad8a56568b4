import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { WORKLOADS } from '../../workloads/catalogue.ts';
import { configFor, type RunFlags } from './run.ts';

const folder = mkdtempSync(join(tmpdir(), 'mntbench-preset-'));
const config = join(folder, 'bench.json');
writeFileSync(config, JSON.stringify({ workloads: { build: { preset: 'small' }, probe: { preset: 'standard' } } }));
const empty = join(folder, 'empty.json');
writeFileSync(empty, '{}');
afterAll(() => rmSync(folder, { recursive: true }));

const presets = async (flags: Partial<RunFlags>): Promise<Record<string, string> | null> => {
  const { workloads } = await configFor({ targets: [], quick: false, json: false, config, ...flags }, {});
  return workloads === undefined
    ? null
    : Object.fromEntries(Object.entries(workloads).map(([name, { preset }]) => [name, preset]));
};

it('a preset of the command line holds for every workload that will run', async () => {
  const all = Object.fromEntries(WORKLOADS.map(({ name }) => [name, 'tiny']));
  expect(await presets({ preset: 'tiny', config: empty })).toEqual(all);
  expect(await presets({ preset: 'tiny' })).toEqual({ build: 'tiny', probe: 'tiny' });
  expect(await presets({ preset: 'tiny', workload: ['build'] })).toEqual({ build: 'tiny' });
});

it('without one the presets are those of the file, or the pilot chooses', async () => {
  expect(await presets({})).toEqual({ build: 'small', probe: 'standard' });
  expect(await presets({ workload: ['build', 'tree-scan'] })).toEqual({ build: 'small', 'tree-scan': 'auto' });
  expect(await presets({ config: empty })).toBeNull();
});
