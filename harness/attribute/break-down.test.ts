import { describe, expect, it } from 'vitest';
import { cellKey } from '../core/cell.ts';
import type { Layer } from '../core/layers.ts';
import { type BrokenDown, breakDown } from './break-down.ts';
import type { CellEvidence } from './evidence/cell-evidence.ts';
import { gatherEvidence } from './evidence/gather.ts';
import { brokenDown, cellOf, FUSE, MEMORY, ns, QUIET, TRACED } from './testing/broken-down.ts';
import { type MadeCell, type MadeRun, madeRun } from './testing/made-runs.ts';

describe('one operation of a traced run', () => {
  it('goes to the layers that its parts belong to', () => {
    const cell = cellOf(brokenDown([TRACED]), 'virtiofs', 'stat');
    const found = Object.fromEntries(cell.layers.map(({ layer, ns: time }) => [layer, time]));
    expect(found).toEqual({
      app: 3500,
      vfs: 4000,
      client: 5000,
      transport: 14_500,
      dma: 3000,
      server: 60_000,
      unattributed: 0,
    });
  });

  it('leaves what is on the far side merged, and says what would tell it apart', () => {
    const server = cellOf(brokenDown([TRACED]), 'virtiofs', 'stat').layers.find(({ layer }) => layer === 'server');
    expect(server?.mergedWith).toEqual(['transport', 'host-fs']);
    expect(server?.experiment).toContain('far side');
  });

  it('has a file system of the far side where the same operation was made there', () => {
    const cell = cellOf(brokenDown([TRACED], { farSide: () => [[20_000]] }), 'virtiofs', 'stat');
    expect([ns(cell, 'server'), ns(cell, 'host-fs')]).toEqual([40_000, 20_000]);
    expect(cell.layers.find(({ layer }) => layer === 'host-fs')?.evidence).toContain('host-probe');
  });

  it('keeps its layers although tracing makes everything longer', () => {
    const plain = cellOf(brokenDown([TRACED]), 'virtiofs', 'stat');
    const slowed = brokenDown([{ ...TRACED, event: { ns: 700, perPart: 2 } }]);
    const cell = cellOf(slowed, 'virtiofs', 'stat');
    for (const { layer, ns: time } of plain.layers) expect(ns(cell, layer), layer).toBeCloseTo(time, -3);
    expect(slowed.tracingCost.map(({ eventNs }) => Math.round(eventNs ?? 0))).toEqual([700, 700]);
  });

  it('keeps its wait for a full pool, whatever is recorded of the attempts meanwhile', () => {
    const waiting = { ...TRACED, cells: [MEMORY, { ...FUSE, parts: { ...FUSE.parts, 'pool-wait': 400_000 } }] };
    const plain = cellOf(brokenDown([waiting]), 'virtiofs', 'stat');
    const cell = cellOf(brokenDown([{ ...waiting, event: { ns: 700, perPart: 2, ofAttempts: 5000 } }]), 'virtiofs', 'stat');
    expect(ns(plain, 'dma')).toBe(403_000);
    for (const { layer, ns: time } of plain.layers) expect(ns(cell, layer), layer).toBeCloseTo(time, -3);
  });

  it('has the layers of the untraced time, where the machine was slower while it was traced', () => {
    const cell = cellOf(brokenDown([{ ...TRACED, passes: [1.4, 1.6] }]), 'virtiofs', 'stat');
    expect(ns(cell, 'server')).toBeCloseTo(60_000, -3);
    expect(ns(cell, 'vfs')).toBeCloseTo(4000, -2);
  });

  it('has a tail, whose layers sum to its mean', () => {
    const { tail } = cellOf(brokenDown([TRACED]), 'virtiofs', 'stat');
    expect(tail?.meanNs).toBeCloseTo(3 * 90_000, 3);
    expect(tail?.layers.reduce((sum, share) => sum + share.ns, 0)).toBe(tail?.meanNs);
  });

  it('finds a delay of the far side there, and nowhere else', () => {
    const delayed = { ...FUSE, parts: { ...FUSE.parts, away: 560_000 } };
    const before = cellOf(brokenDown([TRACED]), 'virtiofs', 'stat');
    const after = cellOf(brokenDown([{ ...TRACED, cells: [MEMORY, delayed] }]), 'virtiofs', 'stat');
    expect(ns(after, 'server') - ns(before, 'server')).toBe(500_000);
    for (const layer of ['app', 'vfs', 'client', 'transport', 'dma'] as const) expect(ns(after, layer)).toBe(ns(before, layer));
  });
});

describe('mounts without a layer', () => {
  const socket: MadeCell = { ...FUSE, transport: '9p-socket', requests: { Twalk: 2 } };

  it('9P over a socket has no bounce buffers: what was seen of them is nobody’s, and a contradiction', () => {
    const cell = cellOf(brokenDown([{ ...TRACED, cells: [MEMORY, socket] }]), '9p-socket', 'stat');
    expect(ns(cell, 'dma')).toBe(0);
    expect(ns(cell, 'unattributed')).toBe(3000);
    expect(cell.contradictions.map(({ message }) => message)).toEqual(['bounce buffers were seen on a mount that has none']);
  });

  it('a local disk has no transport, no server and no client', () => {
    const native: MadeCell = {
      ...FUSE,
      transport: 'native',
      parts: { program: 1000, 'system-call': 5000, storage: 9000, bounce: 700, ring: 300 },
    };
    const cell = cellOf(brokenDown([{ ...TRACED, cells: [MEMORY, native] }]), 'native', 'stat');
    for (const layer of ['transport', 'server', 'client'] as const) expect(ns(cell, layer)).toBe(0);
    expect([ns(cell, 'vfs'), ns(cell, 'host-fs'), ns(cell, 'dma')]).toEqual([5000, 9300, 700]);
  });

  it('a machine without a pool has bounce buffers where they were seen, and in no guess', () => {
    const untraced = { ...TRACED, passes: [] };
    const guessed = cellOf(brokenDown([untraced], { hasPool: false }), 'virtiofs', 'stat').layers.flatMap(
      (share) => share.mergedWith,
    );
    expect(guessed).not.toContain('dma');
    expect(ns(cellOf(brokenDown([TRACED], { hasPool: false }), 'virtiofs', 'stat'), 'dma')).toBe(3000);
  });
});

describe('an untraced run', () => {
  const plain: MadeRun = { cells: [MEMORY, FUSE], blocks: [1, 1, 1] };

  it('is split by CPU time, by waiting for a CPU, and by the same operation on tmpfs', () => {
    const cell = cellOf(brokenDown([plain]), 'virtiofs', 'stat');
    const found = Object.fromEntries(cell.layers.map(({ layer, ns: time }) => [layer, time]));
    expect(found).toEqual({ app: 7500, client: 14_500, server: 68_000, unattributed: 0 });
    expect(cell.layers.find(({ layer }) => layer === 'client')?.mergedWith).toEqual(['transport', 'dma']);
  });

  it('is only compared with tmpfs where the kernel keeps no CPU times', () => {
    const cell = cellOf(brokenDown([{ ...plain, hasThreadTimes: false }]), 'virtiofs', 'stat');
    expect([ns(cell, 'app'), ns(cell, 'server')]).toEqual([5000, 85_000]);
    expect(cell.layers.find(({ layer }) => layer === 'app')?.mergedWith).toEqual(['vfs']);
    expect(cell.layers.find(({ layer }) => layer === 'server')?.evidence).toEqual(['controls']);
  });

  it('was held back by somebody where it was on tmpfs too, on any mount', () => {
    const held = (cell: MadeCell): MadeCell => ({ ...cell, parts: { ...cell.parts, paused: 20_000 } });
    const native: MadeCell = { operation: 'stat', transport: 'native', parts: { 'system-call': 5000, storage: 9000 } };
    // Others that were not tell that the threads' clocks are right.
    const free = ['open', 'read'].map((operation): MadeCell => ({ ...MEMORY, operation }));
    const broken = brokenDown([{ ...plain, cells: [...[MEMORY, FUSE, native].map(held), ...free] }]);
    expect(ns(cellOf(broken, 'native', 'stat'), 'host-fs')).toBe(9000);
    expect(ns(cellOf(broken, 'virtiofs', 'stat'), 'server')).toBe(68_000);
    for (const mount of ['native', 'virtiofs', 'memory'])
      expect(cellOf(broken, mount, 'stat').layers.find(({ layer }) => layer === 'app')?.parts).toContainEqual({
        part: 'paused',
        ns: 20_000,
      });
  });

  it('is unattributed where there is nothing to hold it against', () => {
    const cell = cellOf(brokenDown([{ cells: [FUSE], hasThreadTimes: false }]), 'virtiofs', 'stat');
    expect(ns(cell, 'unattributed')).toBe(90_000);
  });
});

describe('an untraced run beside boots without bounce buffers', () => {
  const blocks = [1, 1.02, 0.98];
  const plain: MadeRun = { cells: [MEMORY, FUSE], blocks };
  const { bounce: _bounce, ...unbounced } = FUSE.parts;
  const beside = (parts: MadeCell['parts'], made: MadeRun = plain): BrokenDown => {
    const others = gatherEvidence([madeRun({ ...made, cells: [MEMORY, { ...FUSE, parts }] })]);
    const withoutPool = ({ cell }: CellEvidence): CellEvidence | null =>
      others.find((other) => cellKey(other.cell) === cellKey(cell)) ?? null;
    return cellOf(brokenDown([made], { withoutPool, wantsIntervals: true }), 'virtiofs', 'stat');
  };

  it('tells them from the client and from the far side', () => {
    const cell = beside(unbounced);
    const dma = cell.layers.find(({ layer }) => layer === 'dma');
    expect(dma?.ns).toBeCloseTo(3000, 0);
    expect(dma?.evidence).toContain('run-pair');
    expect(cell.layers.flatMap(({ mergedWith }) => mergedWith)).not.toContain('dma');
    expect(ns(cell, 'client')).toBeCloseTo(11_500, 0);
  });

  it('is as unsure of them as both are', () => {
    const dma = beside(unbounced).layers.find(({ layer }) => layer === 'dma');
    const [low, high] = [dma?.lowNs ?? 3000, dma?.highNs ?? 3000];
    expect(low).toBeLessThan(2900);
    expect(high).toBeGreaterThan(3100);
  });

  it('finds nothing where both take as long, and says so where those without take much longer', () => {
    expect(ns(beside(FUSE.parts), 'dma')).toBe(0);
    expect(beside(FUSE.parts).contradictions).toEqual([]);
    const slower = beside({ ...FUSE.parts, away: 120_000 });
    expect(ns(slower, 'dma')).toBe(0);
    expect(slower.contradictions.map(({ message }) => message)).toEqual([
      'the operation took longer in the boots without bounce buffers',
    ]);
  });

  it('leaves them merged where the kernel keeps no CPU times of threads', () => {
    const cell = beside(unbounced, { ...plain, hasThreadTimes: false });
    expect(cell.layers.flatMap(({ mergedWith }) => mergedWith)).toContain('dma');
  });
});

describe('a kernel without some events', () => {
  it('leaves what they would have shown merged with where it may hide', () => {
    const { bounce: _bounce, ...parts } = FUSE.parts;
    const cell = cellOf(
      brokenDown([{ ...TRACED, cells: [MEMORY, { ...FUSE, parts }], missing: ['bounce'] }]),
      'virtiofs',
      'stat',
    );
    const mergedWith = (layer: Layer): readonly Layer[] => cell.layers.find((share) => share.layer === layer)?.mergedWith ?? [];
    expect(mergedWith('client')).toEqual(['dma']);
    expect(mergedWith('server')).toContain('dma');
    expect(cell.layers.map(({ layer }) => layer)).not.toContain('dma');
  });

  it('loses nothing on a mount that has no bounce buffers anyway', () => {
    const socket: MadeCell = { ...FUSE, transport: '9p-socket', parts: { 'system-call': 5000, away: 60_000 } };
    const cell = cellOf(brokenDown([{ ...TRACED, cells: [MEMORY, socket], missing: ['bounce', 'ring'] }]), '9p-socket', 'stat');
    expect(cell.layers.find(({ layer }) => layer === 'client')?.mergedWith).toEqual([]);
    expect(cell.layers.flatMap((share) => share.mergedWith)).not.toContain('dma');
  });
});

describe('with a trace and without it', () => {
  it('the near side and the far side take as long', () => {
    const sides = (passes: readonly number[]): number[] => {
      const cell = cellOf(brokenDown([{ ...TRACED, passes }]), 'virtiofs', 'stat');
      const near = ns(cell, 'app') + ns(cell, 'vfs');
      return [near, cell.point.ns - near];
    };
    expect(sides([])).toEqual(sides([1, 1]));
  });
});

describe('CPU times of the threads', () => {
  const usage = (factor: number, surplus: number): BrokenDown => {
    const figures = madeRun({
      cells: [MEMORY, { ...MEMORY, operation: 'list', parts: { program: 9000 } }, FUSE],
      blocks: [1, 1, 1],
    });
    const steps = figures.steps.map((step, index) => {
      const cpu = (step.values.cpu ?? 0) * (index % 2 === 0 ? factor : 1 / factor) + surplus;
      return { ...step, values: { ...step.values, cpu } };
    });
    return cellOf(breakDown(gatherEvidence([{ ...figures, steps }]), QUIET), 'virtiofs', 'stat');
  };

  it('are used without what measuring itself takes', () => {
    expect(ns(usage(1, 80_000), 'client')).toBeCloseTo(14_500, -1);
  });

  it('are not used where they contradict the clock on tmpfs', () => {
    const cell = usage(40, 0);
    expect(cell.layers.flatMap(({ evidence }) => evidence)).not.toContain('thread-time');
  });
});

describe('a command', () => {
  const clone: MadeCell = {
    ...FUSE,
    workload: 'repo-clone',
    operation: 'git-clone',
    parts: {},
    requests: { LOOKUP: 20, MKDIR: 5 },
    command: { elapsedNs: 2e6, userNs: 300_000, systemNs: 200_000 },
  };

  it('is its CPU time, and its requests at what one of their type takes', () => {
    const cell = cellOf(brokenDown([{ ...TRACED, cells: [MEMORY, FUSE, clone] }]), 'virtiofs', 'git-clone');
    expect(ns(cell, 'app')).toBe(300_000);
    // 25 requests of 30 µs, MKDIR as any other.
    expect(ns(cell, 'server')).toBe(750_000);
    expect(cell.layers.find(({ layer }) => layer === 'server')?.evidence).toContain('counted-requests');
    expect(ns(cell, 'unattributed')).toBeGreaterThan(0);
  });

  it('is cut to its wall time where its processes overlap, with a contradiction', () => {
    const parallel = { ...clone, command: { elapsedNs: 500_000, userNs: 300_000, systemNs: 200_000 } };
    const cell = cellOf(brokenDown([{ ...TRACED, cells: [MEMORY, FUSE, parallel] }]), 'virtiofs', 'git-clone');
    expect(cell.layers.reduce((sum, share) => sum + share.ns, 0)).toBe(500_000);
    expect(ns(cell, 'unattributed')).toBeCloseTo(0, 0);
    expect(cell.contradictions).toHaveLength(1);
  });
});

describe('intervals', () => {
  const blocks = [0.9, 1, 1.1, 0.95, 1.05, 1.02];
  const withIntervals = { wantsIntervals: true } as const;

  it('hold the figure, and are the same each time', () => {
    const runs = [{ ...TRACED, blocks, passes: [0.97, 1, 1.04] }];
    const cells = brokenDown(runs, withIntervals).cells;
    expect(brokenDown(runs, withIntervals).cells).toEqual(cells);
    for (const { layers } of cells)
      for (const { layer, ns: time, lowNs, highNs } of layers) {
        if (layer === 'unattributed') continue;
        expect(lowNs).toBeLessThanOrEqual(time + 0.5);
        expect(highNs).toBeGreaterThanOrEqual(time - 0.5);
      }
  });

  it('are missing where nothing was repeated', () => {
    const [cell] = brokenDown([{ ...TRACED, blocks: [1], passes: [1] }], withIntervals).cells;
    expect(cell?.interval).toBeNull();
    expect(cell?.layers.every(({ lowNs }) => lowNs === null)).toBe(true);
  });

  it('are wider where a pass was made only once, which is taken to vary as blocks do', () => {
    const server = (passes: readonly number[]): number => {
      const { layers } = cellOf(brokenDown([{ ...TRACED, blocks, passes }], withIntervals), 'virtiofs', 'stat');
      const share = layers.find(({ layer }) => layer === 'server');
      return (share?.highNs ?? 0) - (share?.lowNs ?? 0);
    };
    expect(server([1])).toBeGreaterThan(server([1, 1, 1]));
  });

  it('of the file system of the far side are as wide as it differs over there', () => {
    const boots = [0, 1, 2].map((boot): MadeRun => ({ ...TRACED, boot, blocks: [1], passes: [1] }));
    const width = (farSide: readonly number[][]): number => {
      const { layers } = cellOf(brokenDown(boots, { ...withIntervals, farSide: () => farSide }), 'virtiofs', 'stat');
      const share = layers.find(({ layer }) => layer === 'host-fs');
      return (share?.highNs ?? 0) - (share?.lowNs ?? 0);
    };
    expect(width([[20_000], [20_000], [20_000]])).toBeLessThan(1);
    expect(width([[10_000], [20_000], [30_000]])).toBeGreaterThan(15_000);
  });

  it('are those of boots, where there are several', () => {
    const boot = (number: number, factor: number): MadeRun => ({ ...TRACED, boot: number, blocks: [factor], passes: [factor] });
    const [one] = brokenDown([boot(0, 1), boot(1, 1.01), boot(2, 0.99)], withIntervals).cells;
    const [other] = brokenDown([boot(0, 1), boot(1, 1.5), boot(2, 0.6)], withIntervals).cells;
    const width = (cell: BrokenDown | undefined): number => (cell?.interval?.high ?? 0) - (cell?.interval?.low ?? 0);
    expect(width(one)).toBeGreaterThan(0);
    expect(width(other)).toBeGreaterThan(10 * width(one));
  });
});
