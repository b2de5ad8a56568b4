import type { ModelConfiguration, ModelConfigurationInput } from '../configuration.ts';
import { parseConfiguration } from '../parse-configuration.ts';

type Virtiofs = Extract<ModelConfigurationInput, { transport: 'virtiofs' }>;

/** One thread that reads 4 KiB by virtiofs through WSL's pool, and what differs from it. */
export function virtiofsWith(others: Partial<Virtiofs> = {}): Virtiofs {
  return {
    schemaVersion: 1,
    name: 'test',
    transport: 'virtiofs',
    kernel: '6.18',
    cpus: 8,
    pool: { kind: 'hv-pci-one-area', slots: 32_768 },
    work: { operation: 'read', bytes: 4096, clients: 1 },
    ...others,
  };
}

export function parsed(input: ModelConfigurationInput): ModelConfiguration {
  return parseConfiguration(input, 'test.json');
}

export function reads(bytes: number, others: Partial<Virtiofs['work']> = {}): Virtiofs['work'] {
  return { operation: 'read', bytes, clients: 1, ...others };
}
