import type { ModelConfigurationInput } from './configuration.ts';

/** A preset as it is written down. */
export interface Described {
  readonly standsFor: string;
  readonly assumes: string;
  readonly configuration: ModelConfigurationInput;
}

/** What every preset simulates until it is told otherwise: four threads that read 4 KiB each from a file of its own. */
export const SMALL_READS = { operation: 'read', bytes: 4096, clients: 4 } as const;
