import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { createJiti } from 'jiti';
import { type BenchConfig, configSchema, type ResolvedConfig } from '../core/config.ts';
import { errorText, UserError } from '../core/errors.ts';

/** Reads bench.config.ts. TypeScript is loaded by jiti on every Node version, so that mistakes read the same everywhere. */
export async function loadConfig(path: string, isNamed: boolean): Promise<BenchConfig> {
  if (!existsSync(path)) {
    if (!isNamed) return {};
    throw invalid(path, 'no such file', 'check the path given by --config');
  }
  let loaded: unknown;
  try {
    loaded = await createJiti(import.meta.url, { moduleCache: false, fsCache: false }).import(resolve(path), { default: true });
  } catch (error) {
    throw invalid(
      path,
      firstLineWithPlace(errorText(error)),
      'correct the file; it must be TypeScript with a default export',
      error,
    );
  }
  const parsed = configSchema.safeParse(loaded);
  if (parsed.success) return loaded as BenchConfig;
  const [issue] = parsed.error.issues;
  const where = issue?.code === 'unrecognized_keys' ? issue.keys.join(', ') : (issue?.path.join('.') ?? '');
  throw invalid(
    path,
    `${where === '' ? 'the export' : where}: ${issue?.message ?? 'invalid'}`,
    'correct the setting; harness/core/config.ts documents each one',
  );
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
  return new UserError(
    { code: 'config-invalid', what: `configuration ${path}`, got, expected: 'a BenchConfig as its default export', fix },
    { cause },
  );
}
