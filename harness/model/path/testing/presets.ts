import type { ModelConfiguration, ModelConfigurationInput } from '../configuration.ts';
import { parseConfiguration } from '../parse-configuration.ts';
import { PRESETS } from '../presets.ts';

/** A preset with some of its fields replaced, and some of its work. */
export function presetWith(
  name: string,
  work: Partial<ModelConfigurationInput['work']> = {},
  others: Partial<Pick<ModelConfigurationInput, 'pool' | 'contenders' | 'parameters'>> = {},
): ModelConfiguration {
  const found = PRESETS.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no preset ${name}`);
  const { configuration } = found;
  return parseConfiguration({ ...configuration, ...others, work: { ...configuration.work, ...work } }, name);
}
