import { describe, expect, it } from 'vitest';
import type { ObservedRuns } from '../../attribute/ports.ts';
import type { Advice, LayerShare, OperationWhatIfs, WhatIf } from '../../core/attribution.ts';
import type { LabConditions } from '../../core/lab-conditions.ts';
import { COSTS, plainMachine, wslMachine } from '../testing/wsl-machine.ts';
import { attributionModel } from './model.ts';

const model = attributionModel();
const CMDLINE = { 'proc/cmdline': 'initrd=\\initrd.img WSL_ROOT_INIT=1 nr_cpus=8' };
const FORCE = { 'proc/cmdline': 'initrd=\\initrd.img WSL_ROOT_INIT=1 nr_cpus=8 swiotlb=force' };
const wsl = (version: string): Readonly<Record<string, string>> => ({
  'commands/wsl.exe--version.txt': `WSL version: ${version}\nKernel version: 6.18.33.2-2\n`,
});
const NINEP = await wslMachine('9p-socket', { ...CMDLINE, ...wsl('2.7.11.0') });
const VIRTIOFS = await wslMachine('virtiofs', { ...FORCE, ...wsl('2.7.11.0') });

function change(whatIfs: readonly OperationWhatIfs[], operation: string, id: string): WhatIf {
  const found = whatIfs.find((one) => one.operation === operation)?.whatIfs.find((one) => one.id === id);
  if (found === undefined) throw new Error(`nothing about ${id} for ${operation}`);
  return found;
}

/** Each takes about a second. */
const known = new Map<ObservedRuns, Promise<readonly OperationWhatIfs[]>>();

function whatIfsOn(observed: ObservedRuns): Promise<readonly OperationWhatIfs[]> {
  const whatIfs = known.get(observed) ?? model.whatIfs(observed);
  known.set(observed, whatIfs);
  return whatIfs;
}

async function adviceOn(observed: ObservedRuns): Promise<readonly Advice[]> {
  return model.advice(observed, await whatIfsOn(observed));
}

const LAB: LabConditions = {
  ...{ boot: 1, boots: 1, seed: 1, kernelSeries: '6.18', accelerator: 'tcg', cpus: 2, memoryMiB: 2048 },
  ...{ qemuVersion: '7.2.22', contender: null, faults: [], userSpaceNs: null, firstSampleNs: null },
  pool: { use: 'shared', slots: null, areas: null },
};

const SHARE = { lowNs: null, highNs: null, evidence: ['trace'], mergedWith: [], experiment: null } satisfies Partial<LayerShare>;

const titles = (advice: readonly Advice[]): string[] => advice.map(({ title }) => title);

describe.each([
  ['9P', NINEP],
  ['virtiofs', VIRTIOFS],
])('a probe by %s whose times follow from its requests', (_, observed) => {
  it('is predicted by half of its cells within a few percent', async () => {
    const [error, ...others] = await model.modelErrors(observed);
    expect(others).toEqual([]);
    expect(error).toMatchObject({ target: 'drive-c', reason: null });
    expect(error?.medianError).toBeLessThan(0.1);
    expect(error?.p90Error).toBeLessThan(0.3);
  });

  it('has what-ifs for names, opening, data and threads', async () => {
    const whatIfs = await whatIfsOn(observed);
    const operations = ['stat.d3', 'open-close', 'read.4k', 'read.256k', 'write.256k', 'read.4k.distinct.c8'];
    expect(whatIfs.map(({ operation }) => operation)).toEqual(operations);
    for (const { baseNs, whatIfs: changes } of whatIfs) {
      for (const { changeNs, lowNs, highNs } of changes) {
        expect(changeNs).toBeGreaterThanOrEqual(-baseNs);
        expect(lowNs).toBeLessThanOrEqual(changeNs);
        expect(highNs).toBeGreaterThanOrEqual(changeNs);
      }
    }
  });
});

describe('the error of the model', () => {
  const repeated = (relative: number | null): ObservedRuns => ({
    ...NINEP,
    mounts: NINEP.mounts.map((mount) => ({
      ...mount,
      cells: mount.cells.map((cell) => ({ ...cell, standardErrorNs: relative === null ? null : relative * cell.medianNs })),
    })),
  });

  it('stands beside that of the measurements, which no model comes below', async () =>
    expect((await model.modelErrors(repeated(0.05)))[0]?.standardError).toBeCloseTo(0.05, 10));

  it('has nothing beside it where nothing was measured twice', async () =>
    expect((await model.modelErrors(repeated(null)))[0]?.standardError).toBeNull());
});

describe('what would change', () => {
  it('by caching look-ups is nearly all of a stat, and nothing of a read', async () => {
    const whatIfs = await whatIfsOn(NINEP);
    const stat = whatIfs.find(({ operation }) => operation === 'stat.d3');
    expect(change(whatIfs, 'stat.d3', 'cached-lookups').changeNs).toBeLessThan(-0.9 * (stat?.baseNs ?? 0));
    expect(change(whatIfs, 'read.4k', 'cached-lookups').changeNs).toBe(0);
  });

  it('by another pool is nothing where nobody else uses it', async () => {
    const whatIfs = await whatIfsOn(VIRTIOFS);
    for (const { operation } of whatIfs) {
      const { changeNs } = change(whatIfs, operation, 'dedicated-pool');
      expect(Math.abs(changeNs)).toBeLessThan(0.01 * (whatIfs.find((one) => one.operation === operation)?.baseNs ?? 0));
    }
  });

  it('is not told of a mount without a probe', async () => {
    const mounts = NINEP.mounts.map((mount) => ({ ...mount, cells: [] }));
    expect(await model.whatIfs({ ...NINEP, mounts })).toEqual([]);
    expect(await model.modelErrors({ ...NINEP, mounts })).toMatchObject([
      { target: 'drive-c', medianError: null, reason: expect.stringContaining('0 cells') },
    ]);
  });
});

describe('advice', () => {
  it('begins with the largest gain', async () => {
    const gains = (await adviceOn(NINEP)).map(({ gainNs }) => gainNs ?? Number.NEGATIVE_INFINITY);
    expect(gains.length).toBeGreaterThan(1);
    expect(gains).toEqual(gains.toSorted((a, b) => b - a));
  });

  it("on a drive by 9P is the guest's own disk, kept names, and a boot by virtiofs", async () => {
    const advice = await adviceOn(NINEP);
    expect(titles(advice)).toContain("The project on the guest's own disk instead of drive-c");
    expect(advice.map(({ command }) => command)).toEqual(
      expect.arrayContaining([
        'cp -a /mnt/c/path/to/project ~/',
        'sudo mkdir -p /mnt/c-cached && sudo mount -t drvfs C: /mnt/c-cached -o cache=loose',
        '[wsl2] virtiofs=true in %USERPROFILE%\\.wslconfig, then: wsl --shutdown',
      ]),
    );
  });

  it('on a drive by virtiofs says that nothing is to be gained from the pool', async () => {
    const advice = await adviceOn(VIRTIOFS);
    expect(titles(advice)).toContain('Nothing is to be gained from another DMA pool for drive-c');
    expect(advice.map(({ command }) => command)).not.toContain(
      '[experimental] swiotlb=256MB in %USERPROFILE%\\.wslconfig, then: wsl --shutdown',
    );
  });

  it.each<[string, LayerShare['layer'], string, string | null]>([
    ['the pool was full', 'dma', 'pool-wait', '[experimental] swiotlb=256MB in %USERPROFILE%\\.wslconfig, then: wsl --shutdown'],
    ['others had the processors', 'app', 'run-queue', null],
  ])('follows what the time was seen to be spent on: %s', async (_, layer, part, command) => {
    const mounts = VIRTIOFS.mounts.map((mount) => ({
      ...mount,
      cells: mount.cells.map((cell) => {
        const ns = cell.medianNs / 4;
        return { ...cell, layers: [{ ...SHARE, layer, ns, share: 0.25, parts: [{ part, ns }] }] };
      }),
    }));
    const before = await adviceOn(VIRTIOFS);
    const advice = await model.advice({ ...VIRTIOFS, mounts }, await whatIfsOn(VIRTIOFS));
    const added = advice.filter(({ title }) => !titles(before).includes(title));
    expect(added).toMatchObject([{ command, detail: expect.stringContaining('25 %') }]);
  });

  it('beside a load generator in the same pool does not say that nothing is to be gained', async () => {
    const [record] = VIRTIOFS.records;
    const contender = { operation: 'read', askedShare: 1, achievedBytesPerSecond: 3e8, fullBytesPerSecond: null } as const;
    const pool = { use: 'shared', slots: 1024, areas: null } as const;
    const lab = { ...LAB, pool, contender };
    const observed = { ...VIRTIOFS, records: [{ ...record, lab }] as const };
    const whatIfs = await whatIfsOn(observed);
    expect(whatIfs.flatMap((one) => one.whatIfs).map(({ id }) => id)).not.toContain('dedicated-pool');
    const advice = titles(await model.advice(observed, whatIfs)).join();
    expect(advice).toContain('Measure drive-c with a pool that nobody else uses');
    expect(advice).not.toContain('Nothing is to be gained');
  });

  it('for a WSL without virtiofs does not name it', async () => {
    const old = await wslMachine('9p-socket', { ...CMDLINE, ...wsl('2.6.3.0') });
    const advice = await model.advice(old, await whatIfsOn(NINEP));
    expect(advice.map(({ command }) => command).join()).not.toContain('virtiofs');
  });

  it('for four queues is an update where the version has none, and nothing where it has', async () => {
    const updates = (advice: readonly Advice[]): number => advice.filter(({ command }) => command === 'wsl --update').length;
    expect(updates(await adviceOn(VIRTIOFS))).toBeGreaterThan(0);
    const current = await wslMachine('virtiofs', { ...FORCE, ...wsl('3.0.1.0') });
    expect(updates(await model.advice(current, await whatIfsOn(VIRTIOFS)))).toBe(0);
  });

  it('has no command of WSL on any other machine', async () => {
    const advice = await model.advice(await plainMachine(), await whatIfsOn(VIRTIOFS));
    expect(advice.length).toBeGreaterThan(0);
    for (const { command } of advice) expect(command ?? '').not.toMatch(/wsl|mnt\/c|drvfs/);
  });

  it('does not send anybody away from a drive that is as fast as the disk', async () => {
    const fast = await wslMachine('virtiofs', FORCE, COSTS.native);
    expect(titles(await model.advice(fast, [])).join()).not.toContain('own disk');
  });

  it('says so where every path is local, and where nothing is known that helps', async () => {
    const local = NINEP.mounts.filter(({ target }) => target.id !== 'drive-c');
    expect(local.length).toBeGreaterThan(0);
    expect(titles(await model.advice({ ...NINEP, mounts: local }, []))).toEqual(['Nothing is to be gained: every path is local']);
    const alone = NINEP.mounts.filter(({ target }) => target.id === 'drive-c');
    expect(titles(await model.advice({ ...NINEP, mounts: alone }, []))).toEqual(['Nothing is known to make drive-c faster']);
  });

  it('of git is given where its status reads directories beyond the boundary', async () => {
    const status = { operation: 'git-status', workload: 'repo-clone', phase: 'status-settled' } as const;
    const mounts = NINEP.mounts.map((mount) => {
      const [first] = mount.cells;
      if (mount.target.id !== 'drive-c' || first === undefined) return mount;
      const requests = { Twalk: 100, Tgetattr: 100, Tclunk: 100, Tlopen: 50, Treaddir: 100 };
      const cell = { ...first, cell: { ...first.cell, ...status }, probe: null, requests, medianNs: 1e9 };
      return { ...mount, cells: [...mount.cells, cell] };
    });
    const advice = await model.advice({ ...NINEP, mounts }, await whatIfsOn(NINEP));
    const git = advice.find(({ command }) => command?.includes('core.untrackedCache'));
    expect(git).toMatchObject({ operation: 'git-status', lowNs: 0 });
    expect(git?.gainNs).toBeGreaterThan(0);
    expect(git?.gainNs).toBeLessThan(1e9);
  });
});
