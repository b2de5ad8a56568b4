import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { COUNTER_COLUMNS } from '../core/counting.ts';
import { SAMPLE_COLUMNS } from '../core/sample.ts';
import { SUMMARY_COLUMNS } from '../core/summary.ts';
import { projectFolder } from '../system/folders.ts';
import { withTables } from './column-tables.ts';
import { type JsonSchema, jsonSchemas } from './json-schemas.ts';

const results = join(projectFolder(), 'results');
const schemas = jsonSchemas();

describe('results/schema', () => {
  it.each(Object.entries(schemas))('%s.schema.json is what the records give; else: npm run schemas', (name, schema) => {
    expect(JSON.parse(readFileSync(join(results, 'schema', `${name}.schema.json`), 'utf8'))).toEqual(schema);
  });

  it('describes every column of the CSV files, in their order', () => {
    expect(columns(schemas.sample)).toEqual(Object.keys(SAMPLE_COLUMNS));
    expect(columns(schemas.summary)).toEqual(Object.keys(SUMMARY_COLUMNS));
    expect(columns(schemas.counter)).toEqual(Object.keys(COUNTER_COLUMNS));
  });

  const sample = {
    schema_version: 1,
    run_id: '20261121T211800Z-4f9a1c',
    boot_id: null,
    block: 0,
    order: 0,
    process: 1,
    workload: 'small-file',
    variant: 'create',
    preset: 'tiny',
    transport: 'virtiofs',
    fs_type: 'virtiofs',
    cache_state: 'guest-warm/host-warm',
    concurrency: 4,
    iteration: -1,
    metric: 'latency',
    unit: 'ns',
    better: 'lower',
    value: 30107.75,
    valid: false,
    invalid_reason: 'warm-up',
    started_at: '2026-11-21T21:18:04.113Z',
    target: 'drive-c',
    operation: 'create',
    operations: 12,
  };
  const { boot_id: _, ...withoutBoot } = sample;

  it.each([
    ['a row as written', sample, true],
    ['a row with all columns of today', { ...sample, emulated: false }, true],
    ['a row with a column of later days', { ...sample, humidity: 3 }, true],
    ['a row without a column', withoutBoot, false],
    ['an unknown transport', { ...sample, transport: '9p' }, false],
    ['a negative time', { ...sample, value: -1 }, false],
    ['a later version', { ...sample, schema_version: 2 }, false],
  ])('%s: %o is judged by sample.schema.json', (_name, row, fits) => {
    expect(z.fromJSONSchema(schemas.sample as Parameters<typeof z.fromJSONSchema>[0]).safeParse(row).success).toBe(fits);
  });
});

it('results/README.md explains every column and metric; else: npm run schemas', () => {
  const readme = readFileSync(join(results, 'README.md'), 'utf8');
  expect(readme).toBe(withTables(readme));
});

function columns(schema: JsonSchema): string[] {
  return Object.keys(schema.properties ?? {});
}
