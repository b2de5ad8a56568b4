import type { JsonObject } from '../../harness/core/json.ts';

/**
 * Readers for the arguments of loops and tasks, which arrive as JSON. A schema library would be loaded by every worker thread before
 * its first operation; a wrong argument here is a bug of ours, never the user's.
 */
export function textArg(args: JsonObject, name: string): string {
  const value = args[name];
  if (typeof value !== 'string') throw wrong(name, 'a string', value);
  return value;
}

export function numberArg(args: JsonObject, name: string): number {
  const value = args[name];
  if (typeof value !== 'number') throw wrong(name, 'a number', value);
  return value;
}

export function textsArg(args: JsonObject, name: string): string[] {
  const value = args[name];
  if (!Array.isArray(value)) throw wrong(name, 'an array of strings', value);
  return value.map((item: unknown) => {
    if (typeof item !== 'string') throw wrong(name, 'an array of strings', value);
    return item;
  });
}

function wrong(name: string, expected: string, got: unknown): Error {
  return new Error(`argument ${name}: expected ${expected}, got ${JSON.stringify(got)}`);
}
