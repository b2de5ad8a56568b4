import { describe, expect, it } from 'vitest';
import type { ObservedRuns } from '../../attribute/ports.ts';
import { type Environment, environmentSchema } from '../../core/environment.ts';
import type { LabConditions } from '../../core/lab-conditions.ts';
import { configurationFor } from '../../model/what-if/configuration-for.ts';
import { plainMachine, wslMachine } from '../testing/wsl-machine.ts';
import { mountFactsOf } from './mount-facts.ts';

const NOTHING_KEPT = { dentries: false, attributes: false, data: false };
const READ = { operation: 'read', bytes: 262_144, directories: 0, entries: 0, clients: 1, sameFile: false } as const;
const RUN = { operations: 1, warmUp: 0, seed: 1 };
const FORCE = { 'proc/cmdline': 'initrd=\\initrd.img WSL_ROOT_INIT=1 nr_cpus=8 swiotlb=force' };
const POOL = {
  'proc/cmdline': 'initrd=\\initrd.img WSL_ROOT_INIT=1 nr_cpus=8 swiotlb=force hv_pci_swiotlb=67108864',
  'sys/bus/vmbus/drivers/hv_pci/swiotlb_base': '0xec000000\n',
  'sys/bus/vmbus/drivers/hv_pci/swiotlb_size': '67108864\n',
};

function environmentOf({ records: [record] }: ObservedRuns): Environment {
  return environmentSchema.parse(record.environment.before);
}

function factsOf(
  observed: ObservedRuns,
  environment: Environment | null,
  lab: Partial<LabConditions> | null = null,
): ReturnType<typeof mountFactsOf> {
  const mount = observed.mounts.find(({ target }) => target.id === 'drive-c');
  if (mount === undefined) throw new Error('no drive');
  const [record] = observed.records;
  const conditions = lab === null ? null : ({ cpus: 2, kernelSeries: '6.18', ...lab } as LabConditions);
  return mountFactsOf(mount, 'virtiofs', { ...record, lab: conditions }, environment, NOTHING_KEPT);
}

const wsl = await wslMachine('virtiofs', FORCE);

describe('a drive of WSL by virtiofs', () => {
  it('shares the pool where there is no other, and has one of its own where WSL made it', async () => {
    const dedicated = await wslMachine('virtiofs', POOL);
    expect(factsOf(wsl, environmentOf(wsl)).pool).toMatchObject({ kind: 'shared' });
    expect(factsOf(dedicated, environmentOf(dedicated)).pool).toEqual({ kind: 'dedicated', slots: 32_768 });
  });

  it('has requests of 256 KiB, no page cache and one queue', () => {
    expect(factsOf(wsl, environmentOf(wsl))).toMatchObject({ maxPages: 64, queues: 1, fileServer: { directIo: true } });
  });
});

describe('what no kernel would do', () => {
  const environment = environmentOf(wsl);
  const pool = (sizeBytes: number): Environment => ({ ...environment, dmaPool: { ...environment.dmaPool, sizeBytes } });

  it.each([
    ['a pool smaller than a segment', pool(4096), { pool: { use: 'shared', slots: null, areas: null } }],
    ['a pool that is no whole number of segments', pool(2_000_001), { pool: { use: 'shared', slots: null, areas: 3 } }],
    ['more areas than processors', pool(2 ** 26), { pool: { use: 'shared', slots: null, areas: 64 } }],
    ['a kernel without a version', { ...environment, kernel: { ...environment.kernel, release: 'mine' } }, null],
    ['no environment that can be read', null, null],
    ['a million processors', { ...environment, machine: { ...environment.machine, cpus: 1_000_000 } }, null],
  ] as const)('is still something to simulate: %s', (_, given, lab) => {
    const facts = factsOf(wsl, given as Environment | null, lab as Partial<LabConditions> | null);
    expect(configurationFor(facts, READ, {}, RUN)).toMatchObject({ transport: 'virtiofs' });
  });
});

it('a share of another machine is what its pool is, whoever serves it', async () => {
  const plain = await plainMachine();
  expect(factsOf(plain, environmentOf(plain)).transport).toBe('virtiofs');
});
