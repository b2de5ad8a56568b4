import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { History } from '../core/history.ts';
import type { LabConditions } from '../core/lab-conditions.ts';
import type { RunRecord } from '../core/run-record.ts';
import type { Sample } from '../core/sample.ts';
import { type MadeRun, RunMaker } from './testing/made-runs.ts';
import { Playground, TINY } from './testing/playground.ts';
import { complaint, refusal } from './testing/refusal.ts';

/** A real run, which the made ones are modelled on. */
let real: { readonly record: RunRecord; readonly sample: Sample };
beforeAll(async () => {
  await using playground = new Playground();
  const { code, stderr } = await playground.program(['run', 'target', ...TINY]);
  expect(code, stderr).toBe(0);
  const sample = playground.samples().find(({ metric, operation }) => metric === 'latency' && operation === 'create');
  if (sample === undefined) throw new Error('the run has no latency of a create');
  real = { record: playground.record(), sample };
});

const makerIn = (playground: Playground): RunMaker => new RunMaker(playground.results, real.record, real.sample);

/** One boot a day, which differ by a percent, and the blocks of a boot by two. */
function run(day: number, patch: Partial<MadeRun> = {}, create = 1): MadeRun {
  const blocks = (cost: number): number[] => [-2, 0, 2].map((percent) => cost * (1 + (percent + (day % 3)) / 100));
  return {
    ...{
      machine: 'm-00000001',
      day,
      boot: day,
      kernel: '6.6.87.2-microsoft-standard-WSL2',
      wsl: '2.5.7',
      emulated: false,
      lab: null,
    },
    transport: 'virtiofs',
    costs: { create: blocks(40_000 * create), stat: blocks(9_000) },
    ...patch,
  };
}

/** Days 0 to 5 with one kernel, 6 to 11 with the next, which makes creating slower. */
const NEXT = { kernel: '6.18.33.2-microsoft-standard-WSL2', wsl: '2.7.5' };
const upgraded = (patch: Partial<MadeRun> = {}): MadeRun[] =>
  Array.from({ length: 12 }, (_, day) => (day < 6 ? run(day, patch) : run(day, { ...NEXT, ...patch }, 1.5)));

async function documentOf(playground: Playground, ...args: string[]): Promise<History> {
  const { code, stdout, stderr } = await playground.program(['history', '--json', ...args]);
  expect([code, stderr]).toEqual([0, '']);
  return JSON.parse(stdout) as History;
}

const verdicts = ({ machines }: History): Record<string, string> =>
  Object.fromEntries(machines.flatMap(({ series }) => series.map(({ operation, verdict }) => [operation, verdict])));

describe('a machine whose kernel was changed', () => {
  let playground: Playground;
  beforeAll(() => {
    playground = new Playground();
    const maker = makerIn(playground);
    for (const made of upgraded()) maker.make(made);
  });
  afterAll(() => playground[Symbol.asyncDispose]());

  it('has a history of runs, with the cells that moved and the place', async () => {
    const { code, stdout, stderr } = await playground.program(['history']);
    expect([code, stderr]).toEqual([0, '']);
    const text = stdout.replaceAll(/\d{8}T\d{6}Z-[0-9a-f]{6}/g, '<run>');
    expect(
      text
        .split('\n')
        .filter((line) => !/^ +(?:[2-5]|[89]|1[01]) /.test(line))
        .join('\n'),
    ).toMatchInlineSnapshot(`
      "history in time: 12 runs in 12 boots of 1 machine

      machine m-00000001
      boot  run                      started           kernel                             WSL    status
         1  <run>  2026-01-01 09:00  6.6.87.2-microsoft-standard-WSL2   2.5.7  complete
         6  <run>  2026-01-06 09:00  6.6.87.2-microsoft-standard-WSL2   2.5.7  complete
         7  <run>  2026-01-07 09:00  6.18.33.2-microsoft-standard-WSL2  2.7.5  complete
        12  <run>  2026-01-12 09:00  6.18.33.2-microsoft-standard-WSL2  2.7.5  complete

      small-file · tiny · 1 thread · guest-warm/host-warm
      phase   target    boots                   first     last  moved                   at boot  between                                                                         p
      create  virtiofs     12  ▁▁▁▁▁▁│██████  40.0 µs  61.2 µs  1.50× (1.49× to 1.51×)        7  2026-01-06 → 2026-01-07, kernel 6.6.87.2 → 6.18.33.2, WSL 2.5.7 → 2.7.5  < 0.0001

      1 cell: no change found; --all shows them

      median of a boot: mean time per operation (of the whole, for commands) · bars are logarithmic, │ is a change
      a change is 3 % or more between levels of 4 boots or more · 5 % false alarms at most are the aim over all 2 series of this report
      "
    `);
  });

  it('says which machines, cells and boots it speaks of in JSON', async () => {
    const found = await documentOf(playground);
    const [machine] = found.machines;
    expect(found.rule).toEqual({ alpha: 0.05, tests: 2, fewest: 4, smallest: 0.03, seed: 1 });
    expect(machine?.points[6]).toMatchObject({ startedAt: '2026-01-07T09:00:00.000Z', ...NEXT });
    expect(verdicts(found)).toEqual({ create: 'moved', stat: 'no-change-found' });
    const [create] = machine?.series ?? [];
    expect(create?.values).toHaveLength(12);
    const [change] = create?.changes ?? [];
    expect(create?.changes).toHaveLength(1);
    expect(change).toMatchObject({ before: 5, after: 6 });
    expect(change?.ratio).toBeCloseTo(1.5, 1);
    expect(change?.low).toBeLessThan(1.5);
    expect(change?.high).toBeGreaterThan(1.5);
    expect(change?.pAdjusted).toBeLessThan(0.05);
  });

  it('is found by its machine, workload, target and transport', async () => {
    const filters = ['--machine', 'm-00000001', '--workload', 'small-file', '--target', 'virtiofs', '--transport', 'virtiofs'];
    expect(verdicts(await documentOf(playground, ...filters))).toEqual({ create: 'moved', stat: 'no-change-found' });
  });

  it('is not found by others, and the last mention of an option counts', async () => {
    const message = await refusal(playground, [
      'history',
      '--target',
      'virtiofs',
      '--target',
      'other',
      '--machine',
      'm-00000001',
    ]);
    expect(message).toContain('12 runs, none with a sample that fits --machine m-00000001 --target other');
  });

  it('is read from a folder that is named, and --all shows every cell', async () => {
    const { stdout } = await playground.program(['history', join(playground.results, 'm-00000001'), '--all', '--by', 'wsl']);
    expect(stdout).toMatch(/\nstat +virtiofs .*no change found\n/);
    expect(stdout).toMatch(/1\.50× \(.*\) +7 +2\.5\.7 → 2\.7\.5 /);
  });
});

describe('kernels that were booted in turn', () => {
  it('show no change in time, and one by kernel', async () => {
    await using playground = new Playground();
    const maker = makerIn(playground);
    for (let day = 0; day < 12; day++) maker.make(day % 2 === 0 ? run(day) : run(day, NEXT, 1.5));
    expect(verdicts(await documentOf(playground)).create).toBe('no-change-found');
    const byKernel = await documentOf(playground, '--by', 'kernel');
    const [machine] = byKernel.machines;
    expect(machine?.series[0]?.changes).toMatchObject([{ before: 5, after: 6 }]);
    expect(machine?.points.map(({ startedAt }) => Number(startedAt.slice(8, 10)))).toEqual([
      1, 3, 5, 7, 9, 11, 2, 4, 6, 8, 10, 12,
    ]);
  });
});

describe('what may not stand in one series', () => {
  it('several machines: what moved on more than one is told together', async () => {
    await using playground = new Playground();
    const maker = makerIn(playground);
    for (const machine of ['m-00000001', 'm-00000002']) for (const made of upgraded({ machine })) maker.make(made);
    for (let day = 0; day < 12; day++) maker.make(run(day, { machine: 'm-00000003' }));
    const { stdout } = await playground.program(['history', '--by', 'kernel']);
    expect(stdout.split('\n').filter((line) => line.includes('moved on'))).toEqual([
      '  create on virtiofs: moved on 2 of 3 machines between 6.6.87.2 and 6.18.33.2, slower, 1.50× to 1.50× small-file · tiny · 1 thread · guest-warm/host-warm',
    ]);
  });

  it('emulated and real runs, and different configurations of the lab', async () => {
    await using playground = new Playground();
    const maker = makerIn(playground);
    const lab = (use: 'shared' | 'private'): LabConditions => ({
      ...{ boot: 1, boots: 9, seed: 1, kernelSeries: '6.18', accelerator: 'kvm', cpus: 2, memoryMiB: 2048, qemuVersion: '7.2' },
      ...{ pool: { use, slots: null, areas: null }, contender: null, faults: [], userSpaceNs: null, firstSampleNs: null },
    });
    maker.make(run(0));
    maker.make(run(1, { emulated: true }, 9));
    maker.make(run(2, { lab: lab('shared') }));
    maker.make(run(3, { lab: lab('private') }));
    maker.make(run(4, { lab: lab('private') }));
    const found = (await documentOf(playground)).machines;
    expect(found.map(({ emulated, setting, points }) => [emulated, setting, points.length])).toEqual([
      [false, 'cpus=2 memory=2048MiB kvm', 1],
      [false, 'cpus=2 memory=2048MiB kvm pool=private', 2],
      [false, null, 1],
      [true, null, 1],
    ]);
  });

  it('runs of one boot are one point, and how many boots are missing is said', async () => {
    await using playground = new Playground();
    const maker = makerIn(playground);
    for (const day of [0, 1, 2]) maker.make(run(day, { boot: 1 }));
    const { stdout } = await playground.program(['history']);
    expect(stdout).toContain('history in time: 3 runs in 1 boot of 1 machine\n');
    expect(stdout).toContain('\n2 cells: a change needs 4 boots on each side, 7 are missing\n');
  });
});

describe('runs that take no part', () => {
  it('retracted ones and copies are counted, unreadable ones named, and the others shown', async () => {
    await using playground = new Playground();
    const maker = makerIn(playground);
    maker.make(run(0));
    const [retracted, linked, broken, cut] = [1, 2, 3, 4].map((day) => maker.make(run(day)).path) as [
      string,
      string,
      string,
      string,
    ];
    writeFileSync(join(retracted, 'retracted.json'), '{}');
    symlinkSync('/nowhere', join(linked, 'retracted.json'));
    writeFileSync(join(broken, 'run.json'), '{"schemaVersion": 99}');
    writeFileSync(join(cut, 'samples.csv'), 'not,samples\n1,2\n');
    const copies = join(playground.results, 'copies');
    mkdirSync(copies);
    new RunMaker(copies, real.record, real.sample).make(run(0));
    const { code, stdout, stderr } = await playground.program(['history']);
    expect(code).toBe(3);
    expect(stdout).toContain('history in time: 1 run in 1 boot of 1 machine\n');
    expect(stdout).toContain('left out: 2 runs retracted, 1 copy of a run that is here already, 2 unreadable runs\n');
    expect(stderr.split('\n').filter((line) => line.startsWith('left out: '))).toHaveLength(2);
    expect(stderr).toContain('schema version 99, this program reads up to 1');
  });

  it('where there is none at all, that is said', async () => {
    await using playground = new Playground();
    expect(await refusal(playground, ['history'])).toBe(
      complaint(
        'there is nothing to show a history of',
        '<tmp>/own/results, which holds no runs',
        'runs with valid samples',
        'name a folder with runs in it; mntbench list and mntbench show tell which machines, workloads and targets there are',
      ),
    );
    expect(await refusal(playground, ['history', 'nowhere'])).toContain('nowhere');
  });

  it('a hostile name reaches no terminal as it is', async () => {
    await using playground = new Playground();
    const maker = makerIn(playground);
    for (const made of upgraded({ machine: 'm-\u001b[31m', wsl: '2.5\u001b]0;title\u0007' })) maker.make(made);
    const { stdout, stderr } = await playground.program(['history', '--all']);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not reach a terminal
    expect(`${stdout}${stderr}`).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f]/);
    expect(stdout).toContain('m-\\u001b[31m');
  });
});
