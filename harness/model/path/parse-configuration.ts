import type { z } from 'zod';
import { UserError } from '../../core/errors.ts';
import { configurationSchema, type ModelConfiguration } from './configuration.ts';
import { contradictionIn } from './contradictions.ts';

/**
 * A configuration that can be simulated, from what a file or a program says.
 *
 * @throws UserError `model-configuration` with the path of the first field that is wrong
 */
export function parseConfiguration(content: unknown, file: string): ModelConfiguration {
  const parsed = configurationSchema.safeParse(content);
  if (!parsed.success) throw unreadable(parsed.error, content, file);
  const contradiction = contradictionIn(parsed.data);
  if (contradiction === null) return parsed.data;
  const { path, ...rest } = contradiction;
  throw new UserError({ code: 'model-configuration', what: `${path} in ${file}`, ...rest });
}

function unreadable(error: z.ZodError, content: unknown, file: string): UserError {
  const [issue] = error.issues;
  if (issue === undefined) throw error;
  const isUnknownKey = issue.code === 'unrecognized_keys';
  const path = isUnknownKey ? [...issue.path, issue.keys[0] ?? ''] : issue.path;
  return new UserError(
    {
      code: 'model-configuration',
      what: `${path.length === 0 ? 'the whole' : path.join('.')} in ${file}`,
      got: shown(path.reduce(within, content)),
      expected: isUnknownKey || issue.code === 'invalid_key' ? 'no such key' : issue.message,
      fix: 'correct the field; docs/model.md describes each one',
    },
    { cause: error },
  );
}

/** A parameter that is a number stands for its `value`: what has no fields is shown itself. */
function within(value: unknown, key: PropertyKey): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[key] : value;
}

const SHOWN_CHARACTERS = 100;

/** JSON knows neither NaN nor what is not there. */
function shown(value: unknown): string {
  if (typeof value === 'number') return String(value);
  return (JSON.stringify(value) ?? 'nothing').slice(0, SHOWN_CHARACTERS);
}
