import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { errorCode, UserError } from '../core/errors.ts';
import { RUN_SCHEMA_VERSION, type RunRecord, runRecordSchema } from '../core/run-record.ts';
import { type Survives, writeWholeJson } from '../system/whole-file.ts';

/** Steps from one schema version to the next, by the version they start from. Empty while there is only one. */
const MIGRATIONS: Readonly<Record<number, (record: Readonly<Record<string, unknown>>) => Record<string, unknown>>> = {};

export function writeRunRecord(path: string, record: RunRecord, survives: Survives = 'crash'): void {
  writeWholeJson(path, record, survives);
}

export function readRunRecord(path: string): RunRecord {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw unreadable(path, errorCode(error) ?? 'not JSON', error);
  }
  const parsed = runRecordSchema.safeParse(migrate(content, path));
  if (parsed.success) return parsed.data;
  throw unreadable(path, z.prettifyError(parsed.error).split('\n').slice(0, 4).join(' '), parsed.error);
}

function migrate(content: unknown, path: string): unknown {
  if (typeof content !== 'object' || content === null || !('schemaVersion' in content))
    throw unreadable(path, 'no schemaVersion');
  let record: Record<string, unknown> = { ...content };
  for (;;) {
    const version = record.schemaVersion;
    if (version === RUN_SCHEMA_VERSION) return record;
    const step = typeof version === 'number' ? MIGRATIONS[version] : undefined;
    if (step === undefined)
      throw unreadable(path, `schema version ${String(version)}, this program reads up to ${RUN_SCHEMA_VERSION}`);
    record = step(record);
  }
}

function unreadable(path: string, got: string, cause?: unknown): UserError {
  return new UserError(
    {
      code: 'run-unreadable',
      what: 'a run cannot be read',
      got: `${path}: ${got}`,
      expected: `run.json of schema version ${RUN_SCHEMA_VERSION}`,
      fix: 'use the version of mntbench that wrote it, or a newer one',
    },
    { cause },
  );
}
