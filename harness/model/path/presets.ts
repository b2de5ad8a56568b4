import type { ModelConfiguration, ModelConfigurationInput } from './configuration.ts';
import { LAB_PRESETS } from './lab-presets.ts';
import { parseConfiguration } from './parse-configuration.ts';
import { WHAT_IF_PRESETS } from './what-if-presets.ts';
import { WSL_PRESETS } from './wsl-presets.ts';

/** A configuration with a name that can be asked for. */
export interface Preset {
  readonly name: string;
  /** One line each. */
  readonly standsFor: string;
  readonly assumes: string;
  readonly configuration: ModelConfiguration;
}

export const PRESETS: readonly Preset[] = [...WSL_PRESETS, ...LAB_PRESETS, ...WHAT_IF_PRESETS].map(
  ({ standsFor, assumes, configuration }) => ({
    name: configuration.name,
    standsFor,
    assumes,
    configuration: parseConfiguration(configuration satisfies ModelConfigurationInput, `preset ${configuration.name}`),
  }),
);
