import { JSON_OPTION } from '../run-options.ts';

/** What the commands of the model take, for the command line. */

const SIMULATION = {
  operations: { type: 'number', requiresArg: true, describe: 'that are simulated, beside those that warm up' },
  seed: { type: 'number', requiresArg: true, describe: 'of all that is drawn at random' },
} as const;

export const MODEL_RUN_OPTIONS = {
  set: { type: 'string', requiresArg: true, describe: 'a field of the configuration: work.clients=16; several times' },
  ...SIMULATION,
  json: JSON_OPTION,
} as const;

export const MODEL_SWEEP_OPTIONS = {
  set: { type: 'string', requiresArg: true, describe: 'a field and its values: work.clients=1,2,4; several times' },
  ...SIMULATION,
  threads: { type: 'number', requiresArg: true, describe: 'simulations at once; default: one per processor' },
  out: { type: 'string', requiresArg: true, describe: 'CSV file of the rows; the same command goes on with it' },
  json: JSON_OPTION,
} as const;

export const MODEL_VALIDATE_OPTIONS = { json: JSON_OPTION } as const;

/** One mention comes alone. */
export function mentions(value: string | readonly string[] | undefined): readonly string[] {
  return value === undefined ? [] : typeof value === 'string' ? [value] : value;
}
