import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The compiler's record for the next build; it must be there, but its form is the compiler's business. */
export const BUILD_INFO = 'tsconfig.tsbuildinfo';

/**
 * What a build wrote: path → sha256. Of source maps only the existence counts, since they hold the way from the output to the
 * sources, which is another one on every target.
 */
export function readOutput(directory: string): Record<string, string> {
  const output: Record<string, string> = {};
  const visit = (folder: string): void => {
    for (const entry of readdirSync(join(directory, folder), { withFileTypes: true })) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) visit(path);
      else output[path] = isComparable(path) ? sha256(readFileSync(join(directory, path))) : 'present';
    }
  };
  visit('');
  return output;
}

export function firstDifference(
  expected: Readonly<Record<string, string>>,
  found: Readonly<Record<string, string>>,
): string | null {
  for (const [path, sha] of Object.entries(expected)) {
    if (!Object.hasOwn(found, path)) return `${path} is missing`;
    if (found[path] !== sha) return `${path} has sha256 ${found[path]}, expected ${sha}`;
  }
  const extra = Object.keys(found).find((path) => !Object.hasOwn(expected, path));
  return extra === undefined ? null : `${extra} is there but was not expected`;
}

function isComparable(path: string): boolean {
  return path.endsWith('.js') || path.endsWith('.d.ts');
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
