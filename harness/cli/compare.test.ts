import { appendFileSync, cpSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Comparison, ComparisonMatrix } from '../core/comparison.ts';
import { type NoiseFloor, noiseFloorSchema } from '../core/noise-floor.ts';
import type { RunRecord } from '../core/run-record.ts';
import type { Sample } from '../core/sample.ts';
import { type MadeRun, RunMaker } from './testing/made-runs.ts';
import { Playground, TINY } from './testing/playground.ts';
import { refusal } from './testing/refusal.ts';

const OLD = '6.6.87.2-microsoft-standard-WSL2';
const NEW = '6.18.33.2-microsoft-standard-WSL2';

/** A real run, which the made ones are modelled on. */
let real: { readonly record: RunRecord; readonly sample: Sample };
let playground: Playground;
beforeAll(async () => {
  playground = new Playground();
  const { code, stderr } = await playground.program(['run', 'target', ...TINY]);
  expect(code, stderr).toBe(0);
  const sample = playground.samples().find(({ metric, operation }) => metric === 'latency' && operation === 'create');
  if (sample === undefined) throw new Error('the run has no latency of a create');
  real = { record: playground.record(), sample };
});
afterAll(() => playground[Symbol.asyncDispose]());

/** A boot; neighbouring ones differ by a percent, blocks of one by two. */
function boot(day: number, patch: Partial<MadeRun> = {}): MadeRun {
  const isNew = day % 4 === 1 || day % 4 === 2;
  const blocks = (cost: number): number[] => [-2, 0, 2].map((percent) => cost * (1 + (percent + (day % 3)) / 100));
  return {
    ...{ machine: 'm-00000001', day, boot: day, wsl: null, emulated: false, lab: null, transport: 'virtiofs' },
    kernel: isNew ? NEW : OLD,
    costs: { create: blocks(isNew ? 60_000 : 40_000), stat: blocks(9_000) },
    ...patch,
  };
}

function makeIn(place: Playground, runs: readonly MadeRun[]): string[] {
  const maker = new RunMaker(place.results, real.record, real.sample);
  return runs.map((run) => maker.make(run).path);
}

const twelve = Array.from({ length: 12 }, (_, day) => boot(day));

describe('two kernels over six boots each', () => {
  let place: Playground;
  beforeAll(() => {
    place = new Playground();
    makeIn(place, twelve);
  });
  afterAll(() => place[Symbol.asyncDispose]());

  it('are compared in a table with verdicts, what they rest on, and what may have spoilt them', async () => {
    const { code, stdout, stderr } = await place.program(['compare', 'kernel=6.6', 'kernel=6.18']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(place.normalised(stdout)).toMatchInlineSnapshot(`
      "kernel=6.6 → kernel=6.18
        base  6 runs, 6 boots
        new   6 runs, 6 boots
        compared  kernel: 6.6.87.2-microsoft-standard-WSL2 → 6.18.33.2-microsoft-standard-WSL2
        6 boots against 6: Mann–Whitney test, Holm over 2 cells, alpha 0.05, threshold 3 %

      small-file · tiny · 1 thread · guest-warm/host-warm
                mount        base      new  new/base  95 % interval  verdict
        create  virtiofs  40.4 µs  60.6 µs     1.50×  1.48–1.52      slower
        stat    virtiofs  9.09 µs  9.09 µs     1.00×  0.989–1.01     equivalent

      2 cells: 1 slower, 1 equivalent
      smallest difference that these boots could have shown: 1.02×
      controls: none were measured, so a change of the machine cannot be told from one of the mount
      noise floor: not measured on this machine; mntbench aa measures it
      nothing else differs between the fingerprints
      "
    `);
  });

  it('are one JSON document', async () => {
    const { stdout } = await place.program(['compare', 'kernel=6.6', 'kernel=6.18', '--json']);
    const document = JSON.parse(stdout) as Comparison;
    expect(document.base).toMatchObject({ name: 'kernel=6.6', boots: 6 });
    expect(document.cells.map(({ operation, verdict, units }) => [operation, verdict, units])).toEqual([
      ['create', 'slower', { base: 6, new: 6, kind: 'boots' }],
      ['stat', 'equivalent', { base: 6, new: 6, kind: 'boots' }],
    ]);
    expect(document.cells[0]?.ratio).toBeCloseTo(1.5, 1);
  });

  it('are a table for a pull request', async () => {
    const { stdout } = await place.program(['compare', 'kernel=6.6', 'kernel=6.18', '--format', 'markdown']);
    expect(stdout).toContain('| create | virtiofs | 40.4 µs |');
    expect(stdout).toContain('**slower**');
  });

  it('are a gate for scripts', async () => {
    const gate = async (...sides: string[]): Promise<number | null> =>
      (await place.program(['compare', ...sides, '--fail-on', 'slower'])).code;
    expect(await gate('kernel=6.6', 'kernel=6.18')).toBe(1);
    expect(await gate('kernel=6.18', 'kernel=6.6')).toBe(0);
  });

  it('leave out runs that have none of the wanted cells, and are not about the ids that chose them', async () => {
    await using other = new Playground();
    makeIn(other, [...twelve, boot(12, { kernel: OLD, costs: { stat: [9_000, 9_000, 9_000] } })]);
    const sides = ['kernel=6.6,run=202601,operation=create', 'kernel=6.18,run=202601,operation=create'];
    const { stdout, stderr } = await other.program(['compare', ...sides, '--json']);
    expect(stderr).toBe('');
    const { base, new: candidate, compared } = JSON.parse(stdout) as Comparison;
    expect([base.runs.length, candidate.runs.length]).toEqual([6, 6]);
    expect(compared.map(({ path }) => path)).toEqual(['kernel']);
  });

  it('are a matrix, oldest first', async () => {
    const { stdout } = await place.program(['compare', '--by', 'kernel', '--json']);
    const { levels, trends } = JSON.parse(stdout) as ComparisonMatrix;
    expect(levels).toEqual([OLD, NEW]);
    expect(trends.map(({ operation, verdicts }) => [operation, ...verdicts])).toEqual([
      ['create', null, 'slower'],
      ['stat', null, 'equivalent'],
    ]);
    const text = await place.program(['compare', '--by', 'kernel']);
    expect(place.normalised(text.stdout)).toMatchInlineSnapshot(`
      "by kernel: 6.6.87.2-microsoft-standard-WSL2 → 6.18.33.2-microsoft-standard-WSL2
        6.18.33.2-microsoft-standard-WSL2: 6 boots against 6: Mann–Whitney test, Holm over 2 cells, alpha 0.05, threshold 3 %

                         mount     6.6.87.2-microsoft-standard-WSL2  6.18.33.2-microsoft-standard-WSL2                 trend
      small-file/create  virtiofs                           40.4 µs                            60.6 µs  1.50×  SLOWER  ▁█
      small-file/stat    virtiofs                           9.09 µs                            9.09 µs  1.00×  =       ▅▅

      ratios to 6.6.87.2-microsoft-standard-WSL2 · faster, SLOWER: certain and beyond 3 % · =: within it · ~: unsure
      6.18.33.2-microsoft-standard-WSL2: controls: none were measured, so a change of the machine cannot be told from one of the mount
      noise floor: not measured on this machine; mntbench aa measures it
      nothing else differs between the fingerprints
      "
    `);
  });

  it('obey the threshold', async () => {
    const { stdout } = await place.program(['compare', 'kernel=6.6', 'kernel=6.18', '--threshold', '60%', '--json']);
    expect((JSON.parse(stdout) as Comparison).cells.map(({ verdict }) => verdict)).toEqual(['equivalent', 'equivalent']);
  });

  it.each([
    [['compare']],
    [['compare', 'kernel=6.6']],
    [['compare', 'kernel=6.6', 'kernel=7.1']],
    [['compare', 'colour=red', 'kernel=6.6']],
    [['compare', 'kernel=6.6', 'kernel=6.18', '--threshold', '-1']],
    [['compare', 'kernel=6.6', 'kernel=6.18', '--alpha', '2']],
    [['compare', 'kernel=6.6', 'kernel=6.18', '--by', 'kernel']],
    [['compare', '--by', 'contender']],
    [['compare', 'target', 'kernel=6.6']],
    [['compare', 'nowhere', 'kernel=6.6']],
    [['compare', 'kernel=6.6,workload=build', 'kernel=6.18,workload=build']],
  ])('are not compared by %j', async (args) => {
    expect(await refusal(place, args)).toMatchSnapshot();
  });
});

describe('a noise floor', () => {
  it('is measured by the plan of run', async () => {
    await using place = new Playground();
    const options = ['-w', 'small-file', '--preset', 'tiny', '-c', '1', '--no-controls', '--max-time', '4'];
    const { code, stdout, stderr } = await place.program(['aa', 'target', ...options, '--json']);
    const { path, ...floor } = JSON.parse(stdout) as NoiseFloor & { path: string | null };
    expect(noiseFloorSchema.parse(floor)).toMatchObject({ units: 'blocks', runs: [place.record().id], seed: 1 });
    // A busy machine may not get through enough blocks in four seconds.
    expect(path === null ? [3] : [0, 1], stderr).toContain(code);
    expect(path === null).toBe(floor.perSide < 5);
  });

  it('is taken from boots that are there, kept beside them, and used by compare, which says so', async () => {
    await using place = new Playground();
    const old = Array.from({ length: 12 }, (_, day) =>
      boot(day, { kernel: OLD, costs: { create: [4e4 + 900 * (day % 5), 4.1e4], stat: [9e3] } }),
    );
    makeIn(place, [...old, ...Array.from({ length: 12 }, (_, day) => boot(20 + day, { kernel: NEW }))]);
    const { code, stdout, stderr } = await place.program(['aa', '--of', join(place.results, '*/6.6*')]);
    expect(code, stderr).toBe(0);
    expect(stdout).toContain('6 boots on either side, 12 runs');
    expect(stdout).toContain('no alarm');
    const { stdout: compared } = await place.program(['compare', 'kernel=6.6', 'kernel=6.18', '--json']);
    const { noiseFloor, cells } = JSON.parse(compared) as Comparison;
    expect(noiseFloor).toMatchObject({ alarm: false });
    expect(cells.map((cell) => cell.noiseFloor)).toEqual([expect.any(Number), 1]);
    const text = await place.program(['compare', 'kernel=6.6', 'kernel=6.18']);
    expect(place.normalised(text.stdout)).toMatch(/noise floor: 1\.0\d+× by <run>/);
  });

  it('is not taken from boots of two kernels', async () => {
    await using place = new Playground();
    makeIn(place, twelve);
    expect(await refusal(place, ['aa', '--of', place.results])).toContain('these runs are not of one configuration');
  });
});

describe('what cannot be compared', () => {
  it('is refused with the reason, and by force compared with the reason in the result', async () => {
    await using place = new Playground();
    makeIn(
      place,
      twelve.map((run) => ({ ...run, emulated: run.kernel === NEW })),
    );
    const sides = ['kernel=6.6', 'kernel=6.18'];
    expect(await refusal(place, ['compare', ...sides])).toContain('6 of 12 runs come from an emulated processor');
    const { code, stdout } = await place.program(['compare', ...sides, '--force']);
    expect(code).toBe(0);
    expect(stdout).toContain('FORCED: 6 of 12 runs come from an emulated processor');
  });

  const spoiled: Readonly<Record<string, (run: string) => void>> = {
    'a file that was cut in the middle of a line': (run) => {
      const path = join(run, 'samples.csv');
      const text = readFileSync(path, 'utf8');
      writeFileSync(path, text.replace(/\n1,([^\n]*),[^\n,]*,[^\n,]*\n/, '\n1,$1\n'));
    },
    'a value that is no number': (run) => replaceIn(run, /,lower,[\d.]+,/, ',lower,NaN,'),
    'a negative time': (run) => replaceIn(run, /,lower,[\d.]+,/, ',lower,-5,'),
    'a newer table': (run) => replaceIn(run, /\n1,/, '\n2,'),
    'a newer run.json': (run) => {
      const path = join(run, 'run.json');
      writeFileSync(path, readFileSync(path, 'utf8').replace('"schemaVersion": 1', '"schemaVersion": 99'));
    },
    'an empty run.json': (run) => truncateSync(join(run, 'run.json')),
    'a copy of a run': (run) => cpSync(run, `${run}-copy`, { recursive: true }),
  };

  it.each(Object.keys(spoiled))('is %s: one message names the file', async (name) => {
    await using place = new Playground();
    const [first] = makeIn(place, twelve);
    spoiled[name]?.(first as string);
    expect(place.normalised(await refusal(place, ['compare', 'kernel=6.6', 'kernel=6.18']))).toMatchSnapshot();
  });

  function replaceIn(run: string, pattern: RegExp, text: string): void {
    const path = join(run, 'samples.csv');
    writeFileSync(path, readFileSync(path, 'utf8').replace(pattern, text));
  }

  it('is not a last line that a crash has cut', async () => {
    await using place = new Playground();
    const [first] = makeIn(place, twelve);
    appendFileSync(join(first as string, 'samples.csv'), '1,2026');
    expect((await place.program(['compare', 'kernel=6.6', 'kernel=6.18'])).code).toBe(0);
  });
});

describe('names from a stranger', () => {
  it('reach neither the terminal nor the Markdown as they are', async () => {
    await using place = new Playground();
    const evil = (version: string): string => `${version}\u001b[2J<script>|=cmd[x](http://evil)`;
    makeIn(
      place,
      twelve.map((run) => ({ ...run, kernel: run.kernel === OLD ? evil('6.6') : evil('6.18') })),
    );
    const text = await place.program(['compare', 'kernel=6.6', 'kernel=6.18']);
    expect(text.code, text.stderr).toBe(0);
    expect(text.stdout).not.toContain('\u001b[2J');
    const markdown = await place.program(['compare', 'kernel=6.6', 'kernel=6.18', '--format', 'markdown']);
    expect(markdown.stdout).toContain('&lt;script&gt;\\|=cmd\\[x\\](http&#58;//evil)');
  });
});
