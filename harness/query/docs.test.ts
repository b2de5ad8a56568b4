import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { projectFolder } from '../system/folders.ts';
import { query } from './query.ts';
import { RUN_COLUMNS } from './run-columns.ts';
import { madeRun } from './testing/made-run.ts';
import { FILE_VIEWS } from './views.ts';

const page = readFileSync(join(projectFolder(), 'docs/query.md'), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'mntbench-query-docs-'));
const run = madeRun(folder, { id: '20261122T000000Z-000001', counters: 1 });
afterAll(() => rmSync(folder, { recursive: true }));

describe('docs/query.md', () => {
  it.each(FILE_VIEWS)('names the columns of $name with their types', ({ name, columns }) => {
    const cells = Object.entries(columns).map(([column, type]) => `\`${column}\` ${type}`);
    expect(page).toContain(`| \`${name}\` | ${cells.join(', ')} |\n`);
  });

  it('names the columns of runs with types and meanings', () => {
    const rows = Object.entries(RUN_COLUMNS).map(([column, { type, about }]) => `| \`${column}\` | ${type} | ${about} |\n`);
    expect(page).toContain(rows.join(''));
  });

  const queries = [...page.matchAll(/```sql\n([\s\S]*?)```\n```text\n(\S[^\n]*)/g)];

  it('has ten queries', () => {
    expect(queries.length).toBe(10);
  });

  it.each(queries.map(([, sql = '', head = '']) => ({ sql, head })))('shows what is asked for: $sql', async ({ sql, head }) => {
    const { columns } = await query(sql, [run]);
    expect(columns.map(({ name }) => name)).toEqual(head.trim().split(/\s+/));
  });
});
