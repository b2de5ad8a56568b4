import { describe, expect, it } from 'vitest';
import { DEFAULT_RULE } from '../core/comparison.ts';
import { randomFor } from '../core/random.ts';
import { type ComparisonOptions, compareSides } from './compare.ts';
import type { ComparedRun } from './compared-run.ts';
import { compareBy } from './matrix.ts';
import { cellOf, type RunDescription, runOf, sideOf } from './testing/runs.ts';

const OPTIONS = { rule: DEFAULT_RULE, floors: [], isForced: false, relativeTo: null };
const OLD = '6.1.0-50-amd64';
const NEW = '6.18.15+deb13-amd64';

/** Values around a centre, repeatable. */
function around(centre: number, count: number, name: string | number, spread = 0.02): number[] {
  const random = randomFor(7, name);
  return Array.from({ length: count }, () => centre * Math.exp(spread * (random.next() + random.next() + random.next() - 1.5)));
}

/** Boots of two kernels in turn; `centre` gives each cell's cost under a kernel. */
function boots(
  perKernel: number,
  centre: (kernel: string) => Readonly<Record<string, number>>,
  more: Partial<RunDescription> = {},
) {
  return Array.from({ length: 2 * perKernel }, (_, index): ComparedRun => {
    const kernel = [OLD, NEW, NEW, OLD][index % 4] as string;
    const values = Object.fromEntries(
      Object.entries(centre(kernel)).map(([name, cost]) => [name, around(cost, 3, `${index} ${name}`)]),
    );
    return runOf({ index, kernel, values, ...more });
  });
}

function compareKernels(runs: readonly ComparedRun[], options: Partial<ComparisonOptions> = {}) {
  return compareSides(sideOf('kernel=6.1', runs), sideOf('kernel=6.18', runs), { ...OPTIONS, ...options });
}

describe('kernels over boots', () => {
  const slower = (kernel: string): Record<string, number> => ({
    'drive-c create': kernel === NEW ? 1200 : 1000,
    'drive-c stat': 500,
    'native create': 100,
    'native stat': 50,
  });

  it('take boots as units, and find what changed and what did not', () => {
    const { design, cells, controls, compared } = compareKernels(boots(6, slower));
    expect(design).toEqual({ units: 'boots', paired: false, test: 'mann-whitney', tests: 2 });
    expect(cells.map(({ operation, verdict, units }) => ({ operation, verdict, ...units }))).toEqual([
      { operation: 'create', verdict: 'slower', base: 6, new: 6, kind: 'boots' },
      { operation: 'stat', verdict: 'equivalent', base: 6, new: 6, kind: 'boots' },
    ]);
    expect(controls.status).toBe('used');
    expect(compared).toEqual([{ path: 'kernel', base: [OLD], new: [NEW] }]);
  });

  it('are pairs where kernels alternate and there are more than enough of them for all cells', () => {
    const { design, cells } = compareKernels(boots(11, slower));
    expect(design).toMatchObject({ paired: true, test: 'sign-flip' });
    expect(cells[0]).toMatchObject({ operation: 'create', verdict: 'slower', intervalMethod: 'student' });
  });

  it('do not pair kernels that do not alternate', () => {
    const runs = boots(7, slower).toSorted((a, b) => (compareText(a) < compareText(b) ? -1 : 1));
    const inOrder = runs.map((run, index) => ({
      ...run,
      record: { ...run.record, startedAt: new Date(Date.UTC(2026, 10, 22) + index).toISOString() },
    }));
    const { design, cells } = compareKernels(inOrder);
    expect(design).toMatchObject({ paired: false, test: 'mann-whitney' });
    expect(cells[0]).toMatchObject({ operation: 'create', verdict: 'slower', intervalMethod: 'welch' });
  });

  it('count a boot once, however many blocks it has', () => {
    const few = compareKernels(boots(3, slower));
    expect(few.cells[0]).toMatchObject({ verdict: 'unsure', reason: 'too-few-units', units: { base: 3, new: 3 } });
    expect(few.cells[0]?.base).toMatchObject({ n: 9, units: 3 });
  });

  it('ask more of each cell the more cells there are', () => {
    const many = compareKernels(
      boots(7, (kernel) =>
        Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`drive-c op${i}`, kernel === NEW ? 1500 : 1000])),
      ),
    );
    expect(many.design.test).toBe('mann-whitney');
    expect(new Set(many.cells.map(({ verdict }) => verdict))).toEqual(new Set(['slower']));
    expect(Math.max(...many.cells.map(({ pAdjusted }) => pAdjusted ?? 1))).toBeCloseTo((20 * 2) / 3432, 10);
  });

  it('find the same, whatever the order of the runs in the folder', () => {
    const runs = boots(6, slower);
    const { cells } = compareKernels(runs);
    expect(compareKernels(runs.toReversed()).cells).toEqual(cells);
  });
});

function compareText({ record }: ComparedRun): string {
  return record.lab?.kernelSeries ?? '';
}

describe('a change of the machine', () => {
  it('is told from one of the mount by the control that changed as much', () => {
    const everything = (kernel: string): Record<string, number> =>
      Object.fromEntries(
        ['drive-c create', 'drive-c stat', 'native create', 'native stat'].map((name) => {
          const isSlower = kernel === NEW && name !== 'native stat';
          return [name, isSlower ? 1300 : 1000];
        }),
      );
    const { cells } = compareKernels(boots(7, everything));
    expect(cells.map(({ operation, verdict, machineChange }) => [operation, verdict, machineChange?.target ?? null])).toEqual([
      ['create', 'slower', 'native'],
      ['stat', 'slower', null],
    ]);
  });
});

describe('multiples of a control', () => {
  /** Boots of very different speed, in which the mount is as many times slower as it is. */
  const runs = Array.from({ length: 12 }, (_, index): ComparedRun => {
    const isNew = index % 4 === 1 || index % 4 === 2;
    const speed = [1, 2.5, 0.7, 1.6, 3, 1.1][index % 6] as number;
    return runOf({
      index,
      kernel: isNew ? NEW : OLD,
      values: {
        'native create': around(100 * speed, 3, `n${index}`),
        'drive-c create': around((isNew ? 1300 : 1000) * speed, 3, `c${index}`),
      },
    });
  });

  it('tell apart what the speed of the machine hides', () => {
    expect(compareKernels(runs).cells[0]).toMatchObject({ verdict: 'unsure', reason: 'not-told-apart' });
    const { cells, controls, relativeTo } = compareKernels(runs, { relativeTo: 'native' });
    expect(relativeTo).toBe('native');
    expect(controls).toEqual({ status: 'none', reason: 'divided-by' });
    expect(cells[0]).toMatchObject({ verdict: 'slower', unit: 'ratio' });
    expect(cells[0]?.ratio).toBeCloseTo(1.3, 1);
    expect(cells[0]?.base.median).toBeCloseTo(10, 0);
  });

  it('need that control', () => {
    expect(() => compareKernels(runs, { relativeTo: 'memory' })).toThrow(/memory, on which this work was not measured/);
  });
});

describe('mounts inside one boot', () => {
  const run = runOf({
    index: 0,
    values: {
      'drive-c create': around(1000, 12, 'c'),
      'drive-d create': around(800, 12, 'd'),
      'native create': around(100, 12, 'n'),
    },
    transports: { 'drive-d': 'virtiofs' },
  });

  it('take blocks as units, and say so', () => {
    const { design, cells, controls } = compareSides(
      sideOf('transport=9p-socket', [run]),
      sideOf('transport=virtiofs', [run]),
      OPTIONS,
    );
    expect(design).toEqual({ units: 'blocks', paired: true, test: 'sign-flip', tests: 1 });
    expect(cells).toHaveLength(1);
    expect(cells[0]).toMatchObject({
      target: 'drive-c',
      transport: '9p-socket',
      against: { target: 'drive-d', transport: 'virtiofs' },
      verdict: 'faster',
      units: { base: 12, new: 12, kind: 'blocks' },
    });
    expect(controls).toEqual({ status: 'none', reason: 'same-boots' });
  });

  it('need no control, and miss none', () => {
    const alone = runOf({
      index: 0,
      values: { 'drive-c create': [1, 2], 'drive-d create': [1, 2] },
      transports: { 'drive-d': 'virtiofs' },
    });
    const { controls } = compareSides(sideOf('transport=9p-socket', [alone]), sideOf('transport=virtiofs', [alone]), OPTIONS);
    expect(controls).toEqual({ status: 'none', reason: 'same-boots' });
  });

  it('are asked for by name where two have the same transport', () => {
    const two = runOf({
      index: 0,
      values: { 'drive-c create': [1, 2], 'drive-e create': [1, 2], 'drive-d create': [1, 2] },
      transports: { 'drive-d': 'virtiofs' },
    });
    expect(() => compareSides(sideOf('transport=9p-socket', [two]), sideOf('transport=virtiofs', [two]), OPTIONS)).toThrow(
      /fits two mounts/,
    );
  });

  it('are compared over boots where there are enough', () => {
    const runs = Array.from({ length: 6 }, (_, index) =>
      runOf({
        index,
        values: { 'drive-c create': around(1000, 2, `c${index}`), 'drive-d create': around(800, 2, `d${index}`) },
        transports: { 'drive-d': 'virtiofs' },
      }),
    );
    const { design, cells } = compareSides(sideOf('transport=9p-socket', runs), sideOf('transport=virtiofs', runs), OPTIONS);
    expect(design).toMatchObject({ units: 'boots', paired: true });
    expect(cells[0]).toMatchObject({ verdict: 'faster', units: { base: 6, new: 6, kind: 'boots' } });
  });
});

describe('a mount that fell back', () => {
  it('is compared under its name, and its transport is a confound', () => {
    const runs = boots(6, () => ({ 'drive-c create': 1000 })).map((run) =>
      run.record.lab?.kernelSeries === NEW
        ? {
            ...run,
            record: {
              ...run.record,
              targets: run.record.targets.map((target) => ({
                ...target,
                mount: { ...target.mount, transport: 'virtiofs' as const },
              })),
            },
            series: run.series.map((series) => ({ ...series, cell: { ...series.cell, transport: 'virtiofs' as const } })),
          }
        : run,
    );
    const { cells, confounds } = compareKernels(runs);
    expect(cells[0]).toMatchObject({ transport: '9p-socket', against: { target: 'drive-c', transport: 'virtiofs' } });
    expect(confounds).toContainEqual({ path: 'targets.drive-c.transport', base: ['9p-socket'], new: ['virtiofs'] });
  });
});

describe('what differs besides', () => {
  const both = (more: (kernel: string) => Partial<RunDescription>): ComparedRun[] =>
    [OLD, NEW].flatMap((kernel, index) => runOf({ index, kernel, values: { 'drive-c create': [10, 11] }, ...more(kernel) }));

  it('is nothing where only the kernel does: boots, times and server addresses are no difference', () => {
    expect(compareKernels(both(() => ({}))).confounds).toEqual([]);
  });

  it('is named with both values', () => {
    const { confounds } = compareKernels(both((kernel) => ({ git: kernel === NEW ? '2.50.1' : '2.39.5' })));
    expect(confounds).toEqual([{ path: 'environment.tools.git', base: ['2.39.5'], new: ['2.50.1'] }]);
  });

  it('is not the memory that a pool takes: a boot without one has more left, on the same machine', () => {
    const memory = (poolBytes: number | null, left: number) => ({
      memory: { memoryBytes: left, poolBytes },
    });
    const same = both((kernel) => (kernel === NEW ? memory(null, 2_062_491_648) : memory(2 ** 26, 1_994_596_352)));
    expect(compareKernels(same).confounds.map(({ path }) => path)).not.toContain('environment.machine.memoryBytes');
    const other = both((kernel) => memory(null, kernel === NEW ? 2_062_491_648 : 2 ** 30));
    expect(compareKernels(other).confounds).toContainEqual({
      path: 'environment.machine.memoryBytes',
      base: ['1 GiB'],
      new: ['2 GiB'],
    });
  });

  it('is a confound too where the user named folders: the most telling difference is what is compared', () => {
    const [one, other] = both((kernel) => ({ pool: kernel === NEW ? 'private' : 'shared' })) as [ComparedRun, ComparedRun];
    const { compared, confounds } = compareSides(sideOf('one', [one]), sideOf('other', [other]), OPTIONS);
    expect(compared.map(({ path }) => path)).toEqual(['kernel']);
    expect(confounds).toEqual([{ path: 'lab.pool.use', base: ['shared'], new: ['private'] }]);
  });

  it.each([
    ['emulated-and-real', (kernel: string) => ({ emulated: kernel === OLD })],
    ['other-presets', (kernel: string) => ({ preset: kernel === OLD ? 'tiny' : 'small' })],
    ['other-inputs', (kernel: string) => ({ inputSum: kernel })],
  ])('makes a comparison meaningless: %s', (code, more) => {
    expect(compareKernels(both(more)).forced.map((refusal) => refusal.code)).toEqual([code]);
  });

  it('lets presets be compared only by force', () => {
    const runs = both((kernel) => ({ preset: kernel === OLD ? 'tiny' : 'small' }));
    expect(compareKernels(runs).cells).toEqual([]);
    expect(compareKernels(runs, { isForced: true }).cells).toHaveLength(1);
  });
});

describe('cells without a partner', () => {
  it('are named with their side', () => {
    const runs = [
      runOf({ index: 0, kernel: OLD, values: { 'drive-c create': [1, 2], 'drive-c stat': [1, 2] } }),
      runOf({ index: 1, kernel: NEW, values: { 'drive-c create': [1, 2], 'drive-c stat': [] } }),
    ];
    const { cells, unpaired } = compareKernels(runs);
    expect(cells.map(({ operation }) => operation)).toEqual(['create']);
    expect(unpaired).toEqual([
      { ...cellOf({ operation: 'stat' }), side: 'base', reason: 'failed-on-the-other-side' },
      { ...cellOf({ operation: 'stat' }), side: 'new', reason: 'failed-on-the-other-side' },
    ]);
  });
});

describe('a matrix', () => {
  const KERNELS = ['6.6.114', OLD, NEW];
  const runs = Array.from({ length: 18 }, (_, index) => {
    const kernel = KERNELS[index % 3] as string;
    return runOf({ index, kernel, values: { 'drive-c create': around(kernel === NEW ? 500 : 1000, 2, index) } });
  });

  it('has one level per version, in order, all tested together', () => {
    const matrix = compareBy({ ...sideOf('x', runs), runs }, 'kernel', OPTIONS);
    expect(matrix.levels).toEqual([OLD, '6.6.114', NEW]);
    expect(matrix.comparisons.map(({ design }) => design.tests)).toEqual([2, 2]);
    expect(matrix.trends).toHaveLength(1);
    expect(matrix.trends[0]?.verdicts).toEqual([null, expect.anything(), 'faster']);
  });

  it('needs two levels', () => {
    expect(() => compareBy({ ...sideOf('x', runs), runs }, 'pool', OPTIONS)).toThrow(/do not differ in pool/);
    expect(() => compareBy({ ...sideOf('x', runs), runs }, 'colour', OPTIONS)).toThrow(/option --by/);
  });
});
