import { describe, expect, it } from 'vitest';
import type { ModelConfigurationInput } from '../path/configuration.ts';
import { parseConfiguration } from '../path/parse-configuration.ts';
import { PRESETS } from '../path/presets.ts';
import { FIGURE_NAMES, figuresOf } from './figures.ts';
import { simulateConfiguration } from './simulate-configuration.ts';
import type { Simulated, Stay } from './simulated.ts';

const READS = {
  schemaVersion: 1,
  name: 'reads',
  transport: 'virtiofs',
  kernel: '6.18',
  cpus: 4,
  pool: { kind: 'hv-pci-one-area', slots: 1024 },
  work: { operation: 'read', bytes: 65_536, clients: 8 },
  run: { operations: 4000, warmUp: 500, seed: 1 },
} as const satisfies ModelConfigurationInput;

const simulated = (changes: Partial<ModelConfigurationInput> = {}): Simulated =>
  simulateConfiguration(parseConfiguration({ ...READS, ...changes }, 'test'));

const whole = (stays: readonly Stay[]): number => stays.reduce((sum, { waitingNs, serviceNs }) => sum + waitingNs + serviceNs, 0);

describe('what is told of a simulation', () => {
  const found = simulated();

  it('counts what was asked for', () =>
    expect(found).toMatchObject({ operations: 4000, warmUp: 500, seed: 1, completed: 4000, failed: 0 }));

  it('has rows and layers that sum to the mean latency', () => {
    const mean = found.latency?.meanNs ?? Number.NaN;
    expect(whole(found.rows) / mean).toBeCloseTo(1, 9);
    expect(whole(found.layers) / mean).toBeCloseTo(1, 9);
    expect(found.layers.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 9);
  });

  it('has bands that sum to a time near their percentile', () => {
    const { p50Ns, p99Ns } = found.latency ?? { p50Ns: 0, p99Ns: 0 };
    expect(whole(found.rows.map(({ p50 }) => p50)) / p50Ns).toBeCloseTo(1, 1);
    expect(whole(found.rows.map(({ p99 }) => p99)) / p99Ns).toBeCloseTo(1, 1);
    expect(whole(found.layers.map(({ p99 }) => p99))).toBeCloseTo(whole(found.rows.map(({ p99 }) => p99)), 3);
  });

  it('orders percentiles', () => {
    const { p50Ns, p90Ns, p99Ns, p999Ns, maxNs } = found.latency ?? { p50Ns: 0, p90Ns: 0, p99Ns: 0, p999Ns: 0, maxNs: 0 };
    const ascending = [p50Ns, p90Ns, p99Ns, p999Ns, maxNs];
    expect(ascending).toEqual(ascending.toSorted((a, b) => a - b));
  });

  it("keeps Little's law between throughput and latency", () => {
    const present = (found.throughputPerSecond * (found.latency?.meanNs ?? Number.NaN)) / 1e9;
    expect(present / 8).toBeCloseTo(1, 1);
  });

  it('keeps the asymptotic bounds', () => {
    expect(found.throughputPerSecond).toBeLessThan((found.bounds?.throughputPerSecond ?? 0) * 1.02);
    expect(found.latency?.meanNs).toBeGreaterThan((found.bounds?.responseNs ?? Number.POSITIVE_INFINITY) / 1.02);
  });

  it('has no station that is more than busy', () => {
    const used = found.stations.flatMap(({ utilisation }) => utilisation ?? []);
    expect(Math.max(...used)).toBeGreaterThan(0.5);
    expect(Math.max(...used)).toBeLessThanOrEqual(1 + 1e-9);
    expect(found.stations.find(({ station }) => station === 'pool-hv-pci lock 0')).toMatchObject({ kind: 'lock', servers: 1 });
  });

  it('names the pool of the files', () => {
    expect(found.ownPool).toBe('pool-hv-pci');
    expect(found.pools.find(({ pool }) => pool === found.ownPool)).toMatchObject({ slots: 1024, full: 0 });
  });

  it('survives being cloned and being written as JSON', () => {
    expect(structuredClone(found)).toEqual(found);
    expect(JSON.parse(JSON.stringify(found))).toEqual(found);
  });

  it('is the same for the same seed, and another for another', () => {
    expect(simulated()).toEqual(found);
    expect(simulated({ run: { ...READS.run, seed: 2 } }).latency).not.toEqual(found.latency);
  });
});

const NETWORK_CARD = {
  device: 'pci',
  mappingBytes: 65_536,
  deviceNs: 500_000,
  load: { kind: 'closed', outstanding: 40 },
} as const;

describe('a contender', () => {
  it('in the same pool has figures of its own, and is refused there', () => {
    const found = simulated({ contenders: [NETWORK_CARD] });
    expect(found.contenders).toMatchObject([{ name: 'contender-0', throughputPerSecond: expect.any(Number) }]);
    expect(found.contenders[0]?.completed).toBeGreaterThan(0);
    expect(found.pools.map(({ pool }) => pool)).toEqual(['pool-hv-pci']);
    expect(found.pools[0]?.full).toBeGreaterThan(0);
  });

  it('in a pool of its own leaves the files alone', () => {
    const alone = simulated({ pool: { kind: 'per-device', slots: 1024 } });
    const beside = simulated({ pool: { kind: 'per-device', slots: 1024 }, contenders: [NETWORK_CARD] });
    expect(beside.latency).toEqual(alone.latency);
    expect(beside.pools.length).toBe(2);
    expect(beside.ownPool).toBe('pool-share');
  });
});

describe('every preset', () => {
  it.each(PRESETS.map(({ name, configuration }) => [name, configuration] as const))(
    'keeps its bounds: %s',
    (_, configuration) => {
      const run = { operations: 2000, warmUp: 200, seed: 1 };
      const { throughputPerSecond, latency, bounds } = simulateConfiguration({ ...configuration, run });
      // Times are drawn: the mean of 2000 is off by 3 % at most.
      expect(throughputPerSecond).toBeLessThan((bounds?.throughputPerSecond ?? 0) * 1.03);
      expect(latency?.meanNs).toBeGreaterThan((bounds?.responseNs ?? Number.POSITIVE_INFINITY) / 1.03);
    },
  );
});

describe('the figures of a sweep', () => {
  it('are numbers under every name', () => {
    const figures = figuresOf(simulated());
    expect(Object.keys(figures)).toEqual(FIGURE_NAMES);
    for (const name of FIGURE_NAMES) expect([name, Number.isFinite(figures[name])]).toEqual([name, true]);
  });

  it('have the whole path', () => {
    const figures = figuresOf(simulated());
    const layers = FIGURE_NAMES.filter((name) => /(Waiting|Service)Ns$/.test(name));
    const sum = layers.reduce((total, name) => total + (figures[name] ?? Number.NaN), 0);
    expect(sum / (figures.meanNs ?? Number.NaN)).toBeCloseTo(1, 9);
  });

  it('say null of the pool where there is none, and of latencies where nothing completed', () => {
    const dry = { ...simulated({ pool: { kind: 'none' } }), latency: null };
    expect(figuresOf(dry)).toMatchObject({ poolFull: null, poolHighWaterSlots: null, meanNs: null, p99Ns: null, failed: 0 });
  });
});
