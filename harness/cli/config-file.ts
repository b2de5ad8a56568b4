import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type BenchConfig, configSchema, type ResolvedConfig } from '../core/config.ts';
import { errorText, UserError } from '../core/errors.ts';
import { projectFolder } from '../system/folders.ts';

/** Reads bench.config.ts, or a file of JSON. */
export async function loadConfig(path: string, isNamed: boolean): Promise<BenchConfig> {
  if (!existsSync(path)) {
    if (!isNamed) return {};
    throw invalid(path, 'no such file', 'check the path given by --config');
  }
  const loaded = path.endsWith('.json') ? readJson(path) : await readTypeScript(path);
  const parsed = configSchema.safeParse(loaded);
  if (parsed.success) return loaded as BenchConfig;
  const [issue] = parsed.error.issues;
  const where = issue?.code === 'unrecognized_keys' ? issue.keys.join(', ') : (issue?.path.join('.') ?? '');
  throw invalid(
    path,
    `${where === '' ? (path.endsWith('.json') ? 'the file' : 'the export') : where}: ${issue?.message ?? 'invalid'}`,
    'correct the setting; harness/core/config.ts documents each one',
  );
}

/**
 * Loaded by jiti on every Node version, so that mistakes read the same everywhere. What it makes of a file is kept, by a hash of the
 * file, beside what is installed: translating it anew takes longer than all the rest of the start.
 */
async function readTypeScript(path: string): Promise<unknown> {
  const { createJiti } = await import('jiti');
  const fsCache = join(projectFolder(), 'node_modules/.cache/mntbench');
  try {
    return await createJiti(import.meta.url, { moduleCache: false, fsCache }).import(resolve(path), { default: true });
  } catch (error) {
    const fix = 'correct the file; it must be TypeScript with a default export';
    throw invalid(path, firstLineWithPlace(errorText(error)), fix, error);
  }
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw invalid(path, errorText(error), 'correct the file; it must be JSON', error);
  }
}

/** The command line wins over the file, the file over the defaults. */
export function resolveConfig(file: BenchConfig, flags: BenchConfig): ResolvedConfig {
  const parsed = configSchema.safeParse({ ...file, ...withoutUndefined(flags) });
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new UserError({
    code: 'option-invalid',
    what: `option ${issue?.path.join('.') ?? ''}`,
    got: shown(
      issue?.path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown>)?.[key], { ...file, ...flags }),
    ),
    expected: issue?.message ?? 'a valid value',
    fix: 'mntbench run --help lists the options',
  });
}

/** jiti puts the place of a syntax error (`file:line:column`) on the second line, and other things elsewhere. */
function firstLineWithPlace(text: string): string {
  const [first, second] = text.split('\n').map((line) => line.trim());
  return second !== undefined && /:\d+:\d+$/.test(second) ? `${first}: ${second}` : (first ?? 'an error');
}

/** JSON has no NaN, which is what yargs makes of a number that is none. */
function shown(value: unknown): string {
  return typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? 'nothing');
}

function withoutUndefined(flags: BenchConfig): BenchConfig {
  return Object.fromEntries(Object.entries(flags).filter(([, value]) => value !== undefined));
}

function invalid(path: string, got: string, fix: string, cause?: unknown): UserError {
  const expected = path.endsWith('.json') ? 'a BenchConfig as JSON' : 'a BenchConfig as its default export';
  return new UserError({ code: 'config-invalid', what: `configuration ${path}`, got, expected, fix }, { cause });
}
