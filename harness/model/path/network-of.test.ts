import { describe, expect, it } from 'vitest';
import type { Network, Program, Station, Step } from '../engine/network.ts';
import { meanOf } from '../engine/sampler.ts';
import { networkOf } from './network-of.ts';
import { flattened } from './rows.ts';
import { parsed, reads, virtiofsWith } from './testing/configurations.ts';

const KIB = 1024;

function networkWith(others: Parameters<typeof virtiofsWith>[0]): Network {
  return networkOf(parsed(virtiofsWith(others))).network;
}

function work(network: Network): Step[] {
  return flattened(network.classes[0].programs[0]);
}

/** Mean of all steps that book their time on a row. */
function timeOn(network: Network, row: string): number {
  return work(network).reduce((sum, step) => {
    if (step.kind === 'serve' && step.row === row) return sum + meanOf(step.time);
    return (step.kind === 'allocate' || step.kind === 'free') && step.row === row ? sum + meanOf(step.hold) : sum;
  }, 0);
}

describe('a 256 KiB read', () => {
  it('takes the lock of the pool 136 times, and 16 times with folios of 64 KiB', () => {
    const acquisitions = (folioBytes: number): number =>
      work(networkWith({ work: reads(256 * KIB, { folioBytes }) })).filter(({ kind }) => kind === 'allocate' || kind === 'free')
        .length;
    expect(acquisitions(4096)).toBe(136);
    expect(acquisitions(64 * KIB)).toBe(16);
  });

  it('is mapped and copied under the lock of its queue, twice', () => {
    const held = new Set<string>();
    for (const step of work(networkWith({ work: reads(256 * KIB) }))) {
      if (step.kind === 'seize') held.add(step.at);
      if (step.kind === 'release') held.delete(step.at);
      const isBouncing =
        step.kind === 'allocate' || step.kind === 'free' || (step.kind === 'serve' && step.row.startsWith('copy-'));
      if (isBouncing) expect([...held]).toContain('queue-0-lock');
      if (step.kind === 'serve' && step.row === 'doorbell') expect([...held]).not.toContain('queue-0-lock');
    }
  });

  it('waits for nobody in the infinite pool, and copies as much', () => {
    const infinite = networkWith({ pool: { kind: 'infinite' }, work: reads(256 * KIB) });
    const real = networkWith({ work: reads(256 * KIB) });
    expect(infinite.stations.some(({ kind }) => kind === 'pool')).toBe(false);
    for (const row of ['copy-in', 'copy-out', 'pool-map', 'pool-unmap'])
      expect(timeOn(infinite, row)).toBeCloseTo(timeOn(real, row), 6);
  });
});

describe('copies', () => {
  it('double with the size, but for headers', () => {
    const copied = (bytes: number): number => {
      const network = networkWith({ work: reads(bytes) });
      return timeOn(network, 'copy-in') + timeOn(network, 'copy-out');
    };
    for (const bytes of [4 * KIB, 16 * KIB, 64 * KIB, 128 * KIB]) expect(copied(2 * bytes) / copied(bytes)).toBeCloseTo(2, 1);
  });

  it('of a read are two, of a write one; before 5.18 a read had three', () => {
    const old = { kernel: '5.15', pool: { kind: 'default-n-areas', slots: 32_768, areas: 1 } } as const;
    const perByte = (network: Network): number => (timeOn(network, 'copy-in') + timeOn(network, 'copy-out')) / (256 * KIB * 0.1);
    expect(perByte(networkWith({ work: reads(256 * KIB) }))).toBeCloseTo(2, 1);
    expect(perByte(networkWith({ work: reads(256 * KIB, { operation: 'write' }) }))).toBeCloseTo(1, 1);
    expect(perByte(networkWith({ ...old, work: reads(256 * KIB) }))).toBeCloseTo(3, 1);
  });

  it('are none where nothing is bounced, and cost nothing where they are told to', () => {
    for (const others of [{ pool: { kind: 'none' } }, { parameters: { bounceCopy: 0 } }] as const)
      expect(work(networkWith(others)).some((step) => step.kind === 'serve' && step.row.startsWith('copy-'))).toBe(false);
  });
});

describe('a pool', () => {
  const network = { device: 'pci', mappingBytes: 2048, load: { kind: 'open', perSecond: 1000 } } as const;
  const disk = { device: 'disk', mappingBytes: 4096, load: { kind: 'closed', outstanding: 4 } } as const;
  const used = (pool: NonNullable<Parameters<typeof virtiofsWith>[0]>['pool']): (string | undefined)[] =>
    networkWith({ ...(pool === undefined ? {} : { pool }), contenders: [network, disk] }).classes.map(
      ({ programs }) =>
        programs[0].flatMap((step) => flattened([step])).flatMap((step) => (step.kind === 'allocate' ? [step.at] : []))[0],
    );

  it.each([
    ['of everybody', { kind: 'default-n-areas', slots: 32_768, areas: 8 }, ['pool-default', 'pool-default', 'pool-default']],
    ['of all PCI devices', { kind: 'hv-pci-one-area', slots: 32_768 }, ['pool-hv-pci', 'pool-hv-pci', 'pool-default']],
    ['of each PCI device', { kind: 'per-device', slots: 32_768 }, ['pool-share', 'pool-pci-0', 'pool-default']],
    ['of nobody', { kind: 'none' }, [undefined, undefined, undefined]],
  ] as const)('%s', (_, pool, expected) => {
    expect(used(pool)).toEqual(expected);
  });

  it('of the disks has an area for each processor where nothing else is said, and one before 6.0', () => {
    const areas = (kernel: string): number | undefined =>
      networkWith({ kernel, contenders: [disk] }).stations.find(
        (station): station is Extract<Station, { kind: 'pool' }> => station.name === 'pool-default' && station.kind === 'pool',
      )?.areas;
    expect(areas('6.18')).toBe(8);
    expect(areas('5.15')).toBe(1);
  });

  it('hands its lock over for a price, which the counter of 6.4 raises and a single processor never pays', () => {
    const handover = (others: Parameters<typeof virtiofsWith>[0]): number[] =>
      networkWith(others).stations.flatMap((station) => (station.kind === 'pool' ? [station.handoverNs] : []));
    expect(handover({ kernel: '6.1' })).toEqual([230]);
    expect(handover({ kernel: '6.18' })).toEqual([250]);
    expect(handover({ cpus: 1 })).toEqual([0]);
  });
});

describe('what is full', () => {
  const attempts = (others: Parameters<typeof virtiofsWith>[0]): Extract<Step, { kind: 'attempt' }>[] =>
    work(networkWith(others)).flatMap((step) => (step.kind === 'attempt' ? [step] : []));
  const ring = (steps: readonly Step[]): Step | undefined => steps.find((step) => step.kind === 'seize' && step.row === 'ring');

  it('parks requests for one to two ticks up to 6.10, ring and pool alike', () => {
    const [attempt] = attempts({ kernel: '6.10', hz: 100 });
    expect(attempt?.otherwise).toEqual({ kind: 'park', at: 'parking', row: 'parked' });
    expect(ring(attempt?.steps ?? [])).toMatchObject({ whenFull: 'give-up' });
    const parking = networkWith({ kernel: '6.10', hz: 100 }).stations.find(({ kind }) => kind === 'parking');
    expect(parking).toEqual({ kind: 'parking', name: 'parking', tickNs: 10_000_000, ticks: 2 });
  });

  it('fails them from 6.11 on when it is the pool, and makes them wait when it is the ring', () => {
    const [attempt] = attempts({ kernel: '6.11' });
    expect(attempt?.otherwise).toEqual({ kind: 'fail' });
    expect(ring(attempt?.steps ?? [])).toMatchObject({ whenFull: 'wait' });
  });

  it('makes them wait before they hold anything, where the pool is told to', () => {
    const steps = work(networkWith({ pool: { kind: 'hv-pci-one-area', slots: 1024, whenFull: 'wait' }, work: reads(256 * KIB) }));
    const [first] = steps.filter(({ kind }) => kind === 'seize');
    expect(first).toMatchObject({ at: 'pool-hv-pci-room', units: 132, whenFull: 'wait' });
  });

  it('is a ring of descriptors without indirect ones, else of requests', () => {
    const units = (indirectDescriptors: boolean): unknown =>
      ring(work(networkWith({ indirectDescriptors, work: reads(64 * KIB) })));
    expect(units(true)).toMatchObject({ units: 1 });
    expect(units(false)).toMatchObject({ units: 19 });
  });
});

describe('queues', () => {
  it('have a program each, which goes through stations of its own and meets the others at the host', () => {
    const network = networkWith({ queues: 4, work: reads(4096, { clients: 8 }) });
    expect(network.classes[0].programs).toHaveLength(4);
    const stationsOf = (program: Program): Set<string> =>
      new Set(flattened(program).flatMap((step) => (step.kind === 'attempt' ? [] : [step.at])));
    const [first, second] = network.classes[0].programs.map(stationsOf);
    const shared = [...(first ?? [])].filter((name) => second?.has(name));
    expect(shared).toEqual(expect.arrayContaining(['host-fs', 'pool-hv-pci']));
    expect(shared.filter((name) => /\d/.test(name))).toEqual([]);
  });
});

describe('writes to one file', () => {
  const locks = (others: Partial<NonNullable<Parameters<typeof virtiofsWith>[0]>>): boolean =>
    work(networkWith(others)).some((step) => step.kind === 'seize' && step.row === 'inode-lock');

  it('take turns', () => {
    expect(locks({ work: reads(4096, { operation: 'write', sameFile: true, clients: 4 }) })).toBe(true);
    expect(locks({ work: reads(4096, { operation: 'write', sameFile: false, clients: 4 }) })).toBe(false);
    expect(locks({ work: reads(4096, { sameFile: true, clients: 4 }) })).toBe(false);
  });
});
