import type { ModelConfiguration, ModelConfigurationInput } from '../path/configuration.ts';
import { kernelTraits } from '../path/kernel-traits.ts';
import type { ParameterName, ParameterOverride } from '../path/parameters.ts';
import { parseConfiguration } from '../path/parse-configuration.ts';
import type { MountFacts, PoolFacts, Work } from './mount-facts.ts';

export type Parameters = Readonly<Partial<Record<ParameterName, ParameterOverride>>>;

export interface RunLength {
  readonly operations: number;
  readonly warmUp: number;
  readonly seed: number;
}

const RING_ENTRIES = 1024;
const NINEP_VIRTIO_MSIZE = 262_144;
const NINEP_SOCKET_MSIZE = 65_536;

/** A mount that does some work, as the engine simulates it. */
export function configurationFor(facts: MountFacts, work: Work, parameters: Parameters, run: RunLength): ModelConfiguration {
  const { kernel, hz, cpus, contenders, fileServer, cached } = facts;
  const common = {
    schemaVersion: 1,
    name: 'as-observed',
    kernel,
    hz,
    cpus,
    work: { ...work, cached: { ...cached, data: keepsData(facts) && cached.data && work.operation === 'read' } },
    contenders: [...contenders],
    parameters: { ...parameters },
    run: { ...run },
  } as const satisfies Partial<ModelConfigurationInput>;
  const server = { workers: fileServer.workers, handsOver: fileServer.handsOver };
  return parseConfiguration(inputFor(facts, common, server), 'what was observed');
}

type Common = Omit<ModelConfigurationInput, 'transport' | 'pool' | 'fileServer'>;

function inputFor(facts: MountFacts, common: Common, server: { workers: number; handsOver: boolean }): ModelConfigurationInput {
  const pool = poolFor(facts.pool);
  switch (facts.transport) {
    case 'virtiofs':
      return {
        ...common,
        transport: 'virtiofs',
        pool,
        queues: facts.queues,
        ringEntries: RING_ENTRIES,
        maxPages: facts.maxPages,
        fileServer: { ...server, directIo: facts.fileServer.directIo },
      };
    case '9p-virtio':
      return { ...common, transport: '9p-virtio', pool, msize: facts.msize ?? NINEP_VIRTIO_MSIZE, fileServer: server };
    case '9p-socket':
      return {
        ...common,
        transport: '9p-socket',
        pool,
        msize: facts.msize ?? NINEP_SOCKET_MSIZE,
        packetBytes: facts.packetBytes,
        fileServer: server,
      };
  }
}

/** Where the path has a place for file data in the guest. */
function keepsData({ transport, kernel, fileServer }: MountFacts): boolean {
  return transport === 'virtiofs' ? !fileServer.directIo : kernelTraits(kernel).cachesNinepData;
}

function poolFor(pool: PoolFacts): ModelConfigurationInput['pool'] {
  switch (pool.kind) {
    case 'none':
      return { kind: 'none' };
    case 'shared':
      return { kind: 'default-n-areas', slots: pool.slots, areas: pool.areas };
    case 'dedicated':
      return { kind: 'hv-pci-one-area', slots: pool.slots };
  }
}
