import { describe, expect, it } from 'vitest';
import type { Outcome } from '../engine/outcome.ts';
import { simulate } from '../engine/simulate.ts';
import type { ModelConfiguration } from './configuration.ts';
import { networkOf } from './network-of.ts';
import type { Layer } from './rows.ts';
import { presetWith } from './testing/presets.ts';

const KIB = 1024;
const DEDICATED = 'wsl-6.18-virtiofs-dedicated';
const FOUR_QUEUES = 'wsl-6.18-virtiofs-four-queues';

/** Five gigabits a second in pages of 4 KiB. */
const NETWORK = {
  device: 'pci',
  mappingBytes: 4 * KIB,
  deviceNs: 20_000,
  load: { kind: 'open', perSecond: 5e9 / 8 / (4 * KIB) },
} as const;

interface Found {
  readonly outcome: Outcome;
  readonly work: Outcome['classes'][number];
  readonly meanNs: number;
  /** Of the response time. */
  readonly share: (layer: Layer) => number;
  readonly busy: (station: string) => number;
}

function run(configuration: ModelConfiguration, operations = 1000): Found {
  const { network, rows } = networkOf(configuration);
  const outcome = simulate(network, { operations, warmUp: 50, seed: 1 });
  const [work] = outcome.classes;
  if (work === undefined) throw new Error('no class');
  const meanNs = work.meanNs ?? Number.NaN;
  const layerOf = new Map<string, Layer>(rows.map(({ row, layer }) => [row, layer]));
  const share = (layer: Layer): number =>
    work.rows.filter(({ row }) => layerOf.get(row) === layer).reduce((sum, row) => sum + row.waitingNs + row.serviceNs, 0) /
    meanNs;
  const busy = (station: string): number => outcome.stations.find(({ name }) => name === station)?.meanBusy ?? Number.NaN;
  return { outcome, work, meanNs, share, busy };
}

/** Written down before anything was measured on WSL. */
describe('expected before any measurement', () => {
  it('all DMA together is less than 3 % of a 4 KiB read', () => {
    expect(run(presetWith(DEDICATED, { clients: 1 })).share('dma')).toBeLessThan(0.03);
  });

  it('it is 10 to 20 % of a 256 KiB read, roughly', () => {
    const share = run(presetWith(DEDICATED, { clients: 1, bytes: 256 * KIB }), 500).share('dma');
    expect(share).toBeGreaterThan(0.1);
    expect(share).toBeLessThan(0.22);
  });

  it('it is about 0.8 µs of a request without data', () => {
    const { share, meanNs } = run(presetWith(DEDICATED, { clients: 1, operation: 'fstat', bytes: 0 }));
    expect(share('dma') * meanNs).toBeGreaterThan(700);
    expect(share('dma') * meanNs).toBeLessThan(1000);
  });

  it('the lock of the pool is busy for 3 to 4 % of the time with 40 000 reads of 4 KiB a second', () => {
    const { work, busy } = run(presetWith(FOUR_QUEUES, { clients: 16 }), 5000);
    expect(work.throughputPerSecond / 40_000).toBeCloseTo(1, 1);
    expect(busy('pool-hv-pci lock 0')).toBeGreaterThan(0.03);
    expect(busy('pool-hv-pci lock 0')).toBeLessThan(0.04);
  });

  it('5 Gb/s of network beside it cost a 256 KiB read less than 1 %, in one pool with it', () => {
    const alone = run(presetWith(DEDICATED, { clients: 1, bytes: 256 * KIB }), 300);
    const beside = run(presetWith(DEDICATED, { clients: 1, bytes: 256 * KIB }, { contenders: [NETWORK] }), 300);
    const apart = run(
      presetWith(
        DEDICATED,
        { clients: 1, bytes: 256 * KIB },
        { contenders: [NETWORK], pool: { kind: 'per-device', slots: 32_768 } },
      ),
      300,
    );
    expect(beside.meanNs).toBeGreaterThan(alone.meanNs);
    expect(beside.meanNs / alone.meanNs).toBeLessThan(1.01);
    expect(apart.meanNs).toBe(alone.meanNs);
    expect(beside.busy('pool-hv-pci lock 0')).toBeGreaterThan(0.02);
    expect(beside.busy('pool-hv-pci lock 0')).toBeLessThan(0.09);
  });

  it('one pool for everything or a dedicated one make no difference to ordinary work', () => {
    const shared = run(presetWith('wsl-6.18-virtiofs-shared', { clients: 8 }));
    const dedicated = run(presetWith(DEDICATED, { clients: 8 }));
    expect(dedicated.meanNs / shared.meanNs).toBeCloseTo(1, 2);
  });

  it('a pool of 4 MiB is too small for 32 reads of 256 KiB at once, one of 64 MiB is not', () => {
    const small = { pool: { kind: 'hv-pci-one-area', slots: 2048 } } as const;
    const tight = run(presetWith(FOUR_QUEUES, { clients: 32, bytes: 256 * KIB }, small), 1000);
    expect(tight.work.failed).toBeGreaterThan(0);
    expect(tight.outcome.pools[0]?.full).toBe(tight.work.failed);
    expect(run(presetWith(FOUR_QUEUES, { clients: 32, bytes: 256 * KIB }), 1000).work.failed).toBe(0);
  });
});

describe('the published comparison of one and four queues, on which the host was fitted', () => {
  it.each([
    ['4 KiB, one queue', DEDICATED, 4 * KIB, 25_800, 4000],
    ['4 KiB, four queues', FOUR_QUEUES, 4 * KIB, 40_282, 4000],
    ['1 MiB, one queue', DEDICATED, 1024 * KIB, 1258, 400],
    ['1 MiB, four queues', FOUR_QUEUES, 1024 * KIB, 1453, 400],
  ] as const)('comes out again: %s', (_, name, bytes, observed, operations) => {
    const { work } = run(presetWith(name, { clients: 16, bytes }), operations);
    expect(work.throughputPerSecond / observed).toBeGreaterThan(0.97);
    expect(work.throughputPerSecond / observed).toBeLessThan(1.03);
  });
});

describe('what changes one thing', () => {
  it('a contender in the pool leaves 9P over a socket as it was, to the nanosecond', () => {
    const pool = { kind: 'hv-pci-one-area', slots: 32_768 } as const;
    const alone = run(presetWith('wsl-6.18-9p', {}, { pool }));
    const beside = run(presetWith('wsl-6.18-9p', {}, { pool, contenders: [NETWORK] }));
    expect(beside.meanNs).toBe(alone.meanNs);
  });

  it('less copying, fewer mappings and more room never make a single reader slower', () => {
    const read = { clients: 1, bytes: 256 * KIB };
    const base = run(presetWith(DEDICATED, read), 300).meanNs;
    for (const name of ['what-if-zero-copy', 'what-if-no-bouncing', 'what-if-pool-infinite'])
      expect(run(presetWith(name, read), 300).meanNs).toBeLessThanOrEqual(base);
    expect(run(presetWith(DEDICATED, { ...read, folioBytes: 64 * KIB }), 300).meanNs).toBeLessThan(base);
  });

  it('who finds the pool full waits for a timer up to 6.10: few do, for at least a tick, and nobody fails', () => {
    const small = { pool: { kind: 'hv-pci-one-area', slots: 2048 } } as const;
    const { work } = run(presetWith('what-if-6.6-virtiofs-dedicated', { clients: 32, bytes: 256 * KIB }, small), 2000);
    expect(work.failed).toBe(0);
    expect(work.parked.operations).toBeGreaterThan(0);
    expect(work.parked.operations).toBeLessThan(300);
    expect(work.parked.meanNs).toBeGreaterThan(1e9 / 100);
  });

  it('who finds it full waits where the pool is one that waits, and nobody fails', () => {
    const small = { pool: { kind: 'hv-pci-one-area', slots: 2048, whenFull: 'wait' } } as const;
    const { work } = run(presetWith(FOUR_QUEUES, { clients: 32, bytes: 256 * KIB }, small), 1000);
    expect(work.failed).toBe(0);
    expect(work.rows.find(({ row }) => row === 'pool-room')?.waitingNs).toBeGreaterThan(0);
  });

  it('writers of one file take turns', () => {
    const write = { operation: 'write', clients: 4 } as const;
    const apart = run(presetWith(FOUR_QUEUES, write));
    const together = run(presetWith(FOUR_QUEUES, { ...write, sameFile: true }));
    expect(together.work.throughputPerSecond).toBeLessThan(0.5 * apart.work.throughputPerSecond);
  });
});
