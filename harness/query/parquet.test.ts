import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Json } from '../core/json.ts';
import { Database } from './database.ts';
import { exportParquet } from './parquet.ts';
import { query } from './query.ts';
import { madeRun } from './testing/made-run.ts';

const folder = mkdtempSync(join(tmpdir(), 'mntbench-parquet-'));
afterAll(() => rmSync(folder, { recursive: true }));

const runs = [
  madeRun(join(folder, 'results'), { id: '20261122T000000Z-000001', old: true, values: [1, 2.5] }),
  madeRun(join(folder, 'results'), { id: '20261122T000000Z-000002', kernel: '6.1.0+deb/../x=y', values: [10], counters: 3 }),
  madeRun(join(folder, 'results'), { id: '20261122T000000Z-000003', machine: 'm-00000002', values: [100, 200] }),
];
const out = join(folder, 'out');

/** As other engines read it. */
async function read(sql: string): Promise<Json[][]> {
  using database = await Database.open({ ordered: true });
  const rows: Json[][] = [];
  for await (const piece of (await database.read(sql)).rows()) rows.push(...piece.map((row) => [...row]));
  return rows;
}

const table = (view: string): string => `read_parquet('${out}/${view}/*/*/*.parquet', hive_partitioning = true)`;

describe('runs as Parquet', () => {
  beforeAll(async () => {
    expect(await exportParquet(runs, out)).toEqual({ runs: 3, samples: 5, summary: 3, counters: 3 });
  });

  it('lie by machine and kernel, in folders whose names are safe everywhere', () => {
    expect(readdirSync(join(out, 'samples'))).toEqual(['machine_id=m-00000001', 'machine_id=m-00000002']);
    expect(readdirSync(join(out, 'samples/machine_id=m-00000001')).sort()).toEqual([
      'kernel=6.1.0%2Bdeb%2F..%2Fx%3Dy',
      'kernel=6.18.5',
    ]);
    expect(readdirSync(folder).sort()).toEqual(['out', 'results']);
  });

  it('read back to the same rows, with machine and kernel as columns', async () => {
    expect(
      await read(
        `SELECT machine_id, kernel, count(*), sum(value), count(emulated) FROM ${table('samples')} GROUP BY ALL ORDER BY ALL`,
      ),
    ).toEqual([
      ['m-00000001', '6.1.0+deb/../x=y', 1, 10, 1],
      ['m-00000001', '6.18.5', 2, 3.5, 0],
      ['m-00000002', '6.18.5', 2, 300, 2],
    ]);
    const rows: Json[] = [];
    for await (const piece of (await query('FROM samples ORDER BY run_id, "order"', runs)).rows())
      rows.push(...(piece as Json[]));
    expect(await read(`SELECT * EXCLUDE (machine_id, kernel) FROM ${table('samples')} ORDER BY run_id, "order"`)).toEqual(rows);
    expect(await read(`SELECT count(*), sum(value) FROM ${table('counters')}`)).toEqual([[3, 21]]);
    expect(await read(`SELECT machine_id, kernel, run_id FROM ${table('runs')} ORDER BY run_id`)).toEqual([
      ['m-00000001', '6.18.5', '20261122T000000Z-000001'],
      ['m-00000001', '6.1.0+deb/../x=y', '20261122T000000Z-000002'],
      ['m-00000002', '6.18.5', '20261122T000000Z-000003'],
    ]);
  });

  it('keep their types, and do not tell where they lay', async () => {
    const types = Object.fromEntries(await read(`SELECT column_name, column_type FROM (DESCRIBE FROM ${table('runs')})`));
    expect(types).toMatchObject({ started_at: 'TIMESTAMP', blocks: 'BIGINT', quick: 'BOOLEAN', timer_ns: 'DOUBLE' });
    expect(types).not.toHaveProperty('path');
  });

  it('replace nothing', async () => {
    await expect(exportParquet(runs, out)).rejects.toMatchObject({ complaint: { code: 'out-exists' } });
  });

  it('appear as a whole or not at all', async () => {
    const foreign = madeRun(join(folder, 'results'), { id: '20261122T000000Z-000004', text: { run_id: 'another' } });
    const other = join(folder, 'other');
    await expect(exportParquet([...runs, foreign], other)).rejects.toMatchObject({ complaint: { code: 'run-unknown' } });
    writeFileSync(join(folder, 'file'), '');
    await expect(exportParquet(runs, join(folder, 'file/out'))).rejects.toThrow(/ENOTDIR/);
    mkdirSync(join(folder, 'taken'));
    await expect(exportParquet(runs, join(folder, 'taken'))).rejects.toMatchObject({ complaint: { code: 'out-exists' } });
    expect(readdirSync(folder).sort()).toEqual(['file', 'out', 'results', 'taken']);
    rmSync(foreign.path, { recursive: true });
  });
});
