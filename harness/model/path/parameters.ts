import { FAR_PARAMETERS } from './far-parameters.ts';
import { GUEST_PARAMETERS } from './guest-parameters.ts';
import type { Family, Parameter } from './parameter.ts';

/** Every number of the model that is not counted or read from a source. A configuration may override each by its name. */
export const PARAMETERS = { ...GUEST_PARAMETERS, ...FAR_PARAMETERS } as const satisfies Readonly<Record<string, Parameter>>;

export type ParameterName = keyof typeof PARAMETERS;

export const PARAMETER_NAMES = Object.keys(PARAMETERS) as [ParameterName, ...ParameterName[]];

/** What a configuration says of a parameter; what it leaves out is as in the table. */
export interface ParameterOverride {
  readonly value?: number | undefined;
  readonly family?: Family | undefined;
  readonly cv?: number | undefined;
}

export type ParameterValues = Readonly<Record<ParameterName, Pick<Parameter, 'value' | 'family' | 'cv'>>>;

export function parameterValues(overrides: Readonly<Partial<Record<ParameterName, ParameterOverride>>>): ParameterValues {
  const entries = PARAMETER_NAMES.map((name) => {
    const { value, family, cv } = PARAMETERS[name];
    const given = overrides[name];
    return [
      name,
      {
        value: given?.value ?? value,
        family: given?.family ?? family,
        cv: given?.cv ?? (given?.family === 'exponential' ? 1 : cv),
      },
    ] as const;
  });
  return Object.fromEntries(entries) as ParameterValues;
}

/** The others whose sum with this one is all that latencies can tell. */
export function mergedWith(name: ParameterName): ParameterName[] {
  const sum = PARAMETERS[name].partOf;
  return sum === null ? [] : PARAMETER_NAMES.filter((other) => other !== name && PARAMETERS[other].partOf === sum);
}
