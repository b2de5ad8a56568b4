import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UserError } from '../core/errors.ts';
import type { Mount } from '../core/mount.ts';
import { defineWorkload, type Workload } from '../core/workload.ts';
import { driveCandidates, missingControls, targetIds } from './candidates.ts';
import { blockOrder, teardownOrder } from './order.ts';
import { PrecisionTracker } from './precision.ts';
import { selectWorkloads, trialsOf } from './selection.ts';
import { chooseSizes, isDecided, type SizingCandidate } from './sizing.ts';

const numbers = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

describe('the order of a block', () => {
  it('holds every trial on every target once, the targets of a trial side by side', () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.nat(50),
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 5 }),
        (seed, block, trials, targets) => {
          const order = blockOrder(seed, block, numbers(trials), numbers(targets));
          const keys = order.map(({ trial, target }) => `${trial}@${target}`);
          expect(new Set(keys).size).toBe(trials * targets);
          for (let i = 0; i < order.length; i += targets)
            expect(new Set(order.slice(i, i + targets).map(({ trial }) => trial)).size).toBe(1);
        },
      ),
    );
  });

  it('is the same for the same seed and another one for another seed or block', () => {
    const order = (seed: number, block: number): string => JSON.stringify(blockOrder(seed, block, numbers(8), numbers(3)));
    expect(order(1, 0)).toBe(order(1, 0));
    expect(order(1, 0)).not.toBe(order(1, 1));
    expect(order(1, 0)).not.toBe(order(2, 0));
  });

  it('puts each target first about equally often', () => {
    const first = numbers(900).map((block) => blockOrder(7, block, [0], [0, 1, 2])[0]?.target);
    for (const target of [0, 1, 2]) expect(first.filter((one) => one === target).length).toBeGreaterThan(240);
  });

  it('mixes the blocks in the last pass', () => {
    const turns = numbers(40);
    expect(teardownOrder(1, turns)).not.toEqual(turns);
    expect(teardownOrder(1, turns).toSorted((a, b) => a - b)).toEqual(turns);
  });
});

describe('precision', () => {
  const track = (series: readonly (readonly number[])[], precision = 0.03): boolean => {
    const tracker = new PrecisionTracker(precision);
    let done = false;
    for (const block of numbers(series[0]?.length ?? 0)) {
      for (const [cell, values] of series.entries()) tracker.add(0, String(cell), values[block] as number);
      done = tracker.isPrecise(0);
    }
    return done;
  };
  const tight = [100, 101, 99, 100, 101, 100];
  const wide = [100, 150, 90, 100, 130, 80];

  it('is reached when the intervals of all cells are narrow', () => expect(track([tight, tight])).toBe(true));
  it('is not reached while one cell is wide', () => expect(track([tight, wide])).toBe(false));
  it('is never reached below six samples', () => expect(track([tight.slice(1)])).toBe(false));
  it('is looked at only at the declared numbers', () => expect(track([[...tight, 100]])).toBe(false));
});

describe('sizes', () => {
  const candidate = (patch: Partial<SizingCandidate> = {}): SizingCandidate => ({
    workload: 'w',
    isFixed: false,
    rungs: [
      { preset: 'small', weight: 1, bytesPerBlock: 1 },
      { preset: 'medium', weight: 10, bytesPerBlock: 10 },
      { preset: 'large', weight: 100, bytesPerBlock: 100 },
    ],
    pilotNs: 1e9,
    pilotWeight: 1,
    tried: 1,
    targets: 1,
    fixedNs: 0,
    ...patch,
  });
  const sizes = (candidates: readonly SizingCandidate[], seconds: number, freeBytes = 1e12): string[] =>
    chooseSizes(candidates, { availableNs: seconds * 1e9, minimumBlocks: 6, freeBytes }).map(({ preset }) => preset);

  it('grow as long as six blocks fit', () => {
    expect(sizes([candidate()], 59)).toEqual(['small']);
    expect(sizes([candidate()], 60)).toEqual(['medium']);
    expect(sizes([candidate()], 600)).toEqual(['large']);
  });

  it('stay at the smallest even where that does not fit: something is better than nothing', () =>
    expect(sizes([candidate()], 1)).toEqual(['small']));

  it('share the time between workloads', () => expect(sizes([candidate(), candidate()], 130)).toEqual(['medium', 'medium']));

  it('count a cost that does not grow once', () => expect(sizes([candidate({ fixedNs: 0.9e9 })], 12)).toEqual(['medium']));

  it('stop growing where the targets would fill up', () => expect(sizes([candidate()], 600, 100)).toEqual(['medium']));

  it('leave a preset alone that the user fixed', () => {
    const [only] = chooseSizes([candidate({ isFixed: true, rungs: [{ preset: 'large', weight: 100, bytesPerBlock: 1 }] })], {
      availableNs: 1e9,
      minimumBlocks: 6,
      freeBytes: 1e12,
    });
    expect(only).toMatchObject({ preset: 'large', reason: 'fixed by the user', blockNs: 100e9 });
  });

  it('say what was measured and why it grows no more', () => {
    expect(chooseSizes([candidate()], { availableNs: 60e9, minimumBlocks: 6, freeBytes: 1e12 })[0]?.reason).toBe(
      'pilot took 1.0 s a block, medium is expected to take 10.0 s; large at 100.0 s would not fit',
    );
  });

  it('count targets that were not tried like those that were', () => {
    const budget = { availableNs: 200e9, minimumBlocks: 6, freeBytes: 1e12 };
    expect(chooseSizes([candidate({ tried: 1, targets: 3 })], budget)).toEqual([
      {
        workload: 'w',
        preset: 'medium',
        blockNs: 30e9,
        reason: 'pilot took 1.0 s on 1 of 3 targets, medium is expected to take 30.0 s; large at 300.0 s would not fit',
      },
    ]);
  });

  it('are the smallest where no time was left for a pilot', () => {
    const budget = { availableNs: -1e9, minimumBlocks: 6, freeBytes: 1e12 };
    expect(chooseSizes([candidate({ pilotNs: null, tried: 0 })], budget)).toEqual([
      { workload: 'w', preset: 'small', blockNs: null, reason: 'the smallest: no time was left for a pilot' },
    ]);
  });
});

describe('a pilot', () => {
  const decided = (seconds: number, patch: Partial<SizingCandidate>): boolean =>
    isDecided(
      {
        workload: 'w',
        isFixed: false,
        rungs: [
          { preset: 'small', weight: 1, bytesPerBlock: 1 },
          { preset: 'large', weight: 10, bytesPerBlock: 1 },
        ],
        pilotNs: 10e9,
        pilotWeight: 1,
        tried: 1,
        targets: 4,
        fixedNs: 0,
        ...patch,
      },
      { availableNs: seconds * 1e9, minimumBlocks: 6 },
    );

  it.each([
    ['stops where the next size cannot fit on the first target alone', 599, {}, true],
    ['goes on where it may fit', 601, {}, false],
    ['goes on where the other targets cost little: they are warmed too', 599, { targets: 2, pilotNs: 29e9, fixedNs: 0 }, false],
    ['counts what does not grow once', 599, { fixedNs: 1e9 }, false],
    [
      'stops where nothing larger exists and time is short',
      10,
      { rungs: [{ preset: 'small', weight: 1, bytesPerBlock: 1 }] },
      true,
    ],
    ['is not begun when the time is over', 0, { pilotNs: null, tried: 0 }, true],
    ['is begun while there is time', 1, { pilotNs: null, tried: 0 }, false],
  ])('%s', (_, seconds, patch, expected) => expect(decided(seconds, patch)).toBe(expected));
});

describe('candidates', () => {
  const mount = (patch: Partial<Mount>): Mount =>
    ({
      mountPoint: '/',
      fstype: 'ext4',
      transport: 'native',
      role: 'native',
      readOnly: false,
      windowsPath: null,
      ...patch,
    }) as Mount;
  const drive = (letter: string, mountPoint: string, patch: Partial<Mount> = {}): Mount =>
    mount({ mountPoint, role: 'windows', transport: '9p-socket', windowsPath: `${letter}:\\`, ...patch });
  const mounts = [
    mount({}),
    drive('C', '/mnt/c'),
    drive('D', '/mnt/d', { transport: 'virtiofs' }),
    drive('C', '/mnt/again'),
    drive('E', '/mnt/e', { readOnly: true }),
    mount({ mountPoint: '/dev/shm', transport: 'memory', role: 'memory' }),
  ];

  it('are all drives that can be written, each once', () => {
    expect(driveCandidates(mounts).map(({ path }) => path)).toEqual(['/mnt/c', '/mnt/d']);
  });

  it('are no folders of a drive that is bound elsewhere', () => {
    expect(driveCandidates([drive('C', '/repo', { windowsPath: 'C:\\src\\repo' })])).toEqual([]);
  });

  it('are joined by the controls that are missing', () => {
    const places = { native: ['/home/u'], memory: ['/dev/shm'] };
    const missing = (chosen: Parameters<typeof missingControls>[0]): string[] =>
      missingControls(chosen, places, mounts).map(({ path }) => path);
    expect(missing(['9p-socket'])).toEqual(['/home/u', '/dev/shm']);
    expect(missing(['native'])).toEqual(['/dev/shm']);
    expect(missing(['native', 'memory'])).toEqual([]);
  });

  it('have names without paths', () => {
    expect(targetIds([mounts[1] as Mount, mount({}), mount({}), drive('D', '/mnt/d')])).toEqual([
      'drive-c',
      'native',
      'native-2',
      'drive-d',
    ]);
  });
});

describe('selection', () => {
  const workload = (name: string, sweepsConcurrency: boolean): Workload =>
    defineWorkload({
      name,
      title: '',
      worker: new URL('file:///none'),
      presets: {
        tiny: { about: '', weight: 1, bytesPerBlock: 0 },
        big: { about: '', weight: 9, bytesPerBlock: 0 },
        huge: { about: '', weight: 99, bytesPerBlock: 0 },
      },
      ladder: ['tiny', 'big'],
      tools: [],
      sweepsConcurrency,
      open: () => Promise.reject(new Error('not opened here')),
    });
  const all = [workload('a', true), workload('b', false)];
  const codeOf = (act: () => unknown): string => {
    try {
      act();
    } catch (error) {
      if (error instanceof UserError) return error.complaint.code;
      throw error;
    }
    return 'none';
  };

  it('is everything, each with its ladder, when nothing is named', () => {
    expect(selectWorkloads(all, {}, false).map(({ presets }) => presets)).toEqual([
      ['tiny', 'big'],
      ['tiny', 'big'],
    ]);
  });

  it('takes only the two smallest presets for a quick run', () => {
    const [first] = selectWorkloads([{ ...(all[0] as Workload), ladder: ['tiny', 'big', 'huge'] }], {}, true);
    expect(first?.presets).toEqual(['tiny', 'big']);
  });

  it('keeps a preset that was named, also one beyond the ladder', () => {
    expect(selectWorkloads(all, { workloads: { b: { preset: 'huge' } } }, true)).toMatchObject([
      { presets: ['huge'], isFixed: true },
    ]);
  });

  it.each([
    ['workload-unknown', { c: { preset: 'auto' } }],
    ['preset-unknown', { a: { preset: 'enormous' } }],
    ['workload-unknown', { constructor: { preset: 'auto' } }],
  ])('refuses what does not exist: %s', (code, workloads) =>
    expect(codeOf(() => selectWorkloads(all, { workloads }, false))).toBe(code),
  );

  it('makes a trial per thread count and cache mode where the workload sweeps them', () => {
    const config = { concurrency: [1, 4, 4], cold: true };
    expect(trialsOf(all[0] as Workload, 'tiny', config).map(({ concurrency, cache }) => `${concurrency}${cache}`)).toEqual([
      '1warm',
      '1cold',
      '4warm',
      '4cold',
    ]);
    expect(trialsOf(all[1] as Workload, 'tiny', config).map(({ concurrency }) => concurrency)).toEqual([1, 1]);
  });
});
