import type { JsonObject } from '../core/json.ts';
import type { Owner } from '../system/owner.ts';

/**
 * Readers for the arguments of the harness's own tasks. No schema library: every measuring process would load it before it does
 * anything, and a wrong argument here is a bug of ours, never the user's.
 */
export function textArg(args: JsonObject, name: string): string {
  const value = args[name];
  if (typeof value !== 'string') throw wrong(name, 'a string', value);
  return value;
}

export function textsArg(args: JsonObject, name: string): readonly string[] {
  const value = args[name];
  if (!Array.isArray(value) || !value.every((item) => typeof item === 'string')) throw wrong(name, 'an array of strings', value);
  return value;
}

export function ownerArg(args: JsonObject, name: string): Owner {
  const value = args[name];
  if (typeof value !== 'object' || value === null || !('pid' in value)) throw wrong(name, 'the owner of a sandbox', value);
  return value as unknown as Owner; // Made by thisProcess() in the program that asks.
}

function wrong(name: string, expected: string, got: unknown): Error {
  return new Error(`argument ${name}: expected ${expected}, got ${JSON.stringify(got)}`);
}
