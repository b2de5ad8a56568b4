import { expect } from 'vitest';
import type { Playground } from './playground.ts';

/** Runs the program on wrong input: it must exit 2, print nothing for machines, write nothing anywhere, and say what the user can do. */
export async function refusal(
  playground: Playground,
  args: readonly string[],
  options: Parameters<Playground['program']>[1] = {},
): Promise<string> {
  const before = playground.belongings();
  const runs = playground.runs();
  const { code, signal, stdout, stderr } = await playground.program(args, options);
  expect({ code, signal, stdout }, stderr).toEqual({ code: 2, signal: null, stdout: '' });
  expect(playground.belongings()).toEqual(before);
  expect(playground.runs()).toEqual(runs);
  return playground.normalised(stderr);
}

/** The four lines of a message, as `report/complaint.ts` writes them. */
export function complaint(what: string, got: string, expected: string, fix: string): string {
  return `${what}\n  got       ${got}\n  expected  ${expected}\n  fix       ${fix}\n`;
}
