import type { ModelConfigurationInput } from '../path/configuration.ts';
import { parseConfiguration } from '../path/parse-configuration.ts';
import { simulateConfiguration } from '../sweep/simulate-configuration.ts';
import type { Simulated } from '../sweep/simulated.ts';

/** A path of files with all times at their priors: nothing in it comes from the table that it is compared with. */
export function simulatePriors(path: PriorsPath, operations: number, seed: number): Simulated {
  const run = { operations, warmUp: Math.ceil(operations / 10), seed };
  const configuration = { schemaVersion: 1, name: 'priors', cpus: 2, ...path, run } as const;
  return simulateConfiguration(
    parseConfiguration(configuration satisfies ModelConfigurationInput, 'a table of published numbers'),
  );
}

export type PriorsPath = Pick<ModelConfigurationInput, 'transport' | 'kernel' | 'pool' | 'work'>;
