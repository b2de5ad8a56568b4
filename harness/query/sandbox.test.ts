import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UserError } from '../core/errors.ts';
import { Database, DatabaseError } from './database.ts';
import { query } from './query.ts';
import { madeRun } from './testing/made-run.ts';

const folder = mkdtempSync(join(tmpdir(), 'mntbench-sandbox-'));
const run = madeRun(folder, { id: '20261122T000000Z-000001' });
const out = join(folder, 'out');
const before = readFileSync(run.samples, 'utf8');
afterAll(() => rmSync(folder, { recursive: true }));

/** Nothing is made, nothing changes. */
function expectUntouched(): void {
  expect(readdirSync(folder)).toEqual(['m-00000001']);
  expect(readFileSync(run.samples, 'utf8')).toBe(before);
  expect(existsSync('.tmp')).toBe(false);
}

const READING = [
  "SELECT * FROM read_text('/etc/passwd')",
  "SELECT * FROM read_text(['/etc/passwd'])",
  "FROM read_blob('/etc/passwd')",
  "FROM read_csv('/etc/passwd', auto_detect = false, columns = {'a': 'VARCHAR'})",
  "FROM sniff_csv('/etc/passwd')",
  "FROM read_json('/etc/passwd')",
  "FROM read_parquet('/etc/passwd')",
  "FROM parquet_metadata('/etc/passwd')",
  "FROM '/etc/passwd'",
  "FROM '/etc/passwd.csv'",
  "FROM glob('/etc/*')",
  "FROM read_text('file:///etc/passwd')",
  "FROM read_text('/proc/self/environ')",
  "FROM read_csv('/dev/stdin')",
  "FROM query('FROM read_text(''/etc/passwd'')')",
  "FROM query_table('/etc/passwd')",
  "SELECT getenv('HOME')",
  `FROM read_text('${run.samples}')`,
  `FROM read_text('${run.samples}/../../../../../../etc/passwd')`,
  "EXPLAIN ANALYZE FROM read_text('/etc/passwd')",
  "EXPLAIN FROM read_text('/etc/passwd')",
];

const CHANGING = [
  `COPY (SELECT 1) TO '${out}'`,
  `COPY samples TO '${run.samples}'`,
  `EXPLAIN ANALYZE COPY (SELECT 1) TO '${out}'`,
  `EXPLAIN /* */ ANALYZE COPY (SELECT 1) TO '${out}'`,
  'EXPLAIN ANALYZE CREATE TABLE t AS SELECT 1',
  `EXPORT DATABASE '${out}'`,
  `IMPORT DATABASE '${out}'`,
  `ATTACH '${out}'`,
  'INSTALL httpfs',
  'LOAD httpfs',
  `LOAD '${out}'`,
  'SET enable_external_access = true',
  'RESET lock_configuration',
  'PRAGMA enable_external_access = true',
  'PRAGMA database_list',
  `PRAGMA profiling_output = '${out}'`,
  'CREATE TABLE t (a INTEGER)',
  'CREATE SECRET x (TYPE s3)',
  'DROP VIEW samples',
  'INSERT INTO samples VALUES (1)',
  'DELETE FROM samples',
  `PREPARE x AS COPY (SELECT 1) TO '${out}'`,
  `CALL enable_logging(storage = 'file', storage_path = '${out}')`,
  `FROM enable_logging(storage = 'file', storage_path = '${out}')`,
  `SELECT 1 FROM "enable_logging"(storage = 'file', storage_path = '${run.samples}')`,
  'BEGIN',
  'CHECKPOINT',
  'VACUUM',
  'USE memory',
  'SET VARIABLE a = 1',
  'SELECT 1; SELECT 2',
  `SELECT 1; COPY (SELECT 1) TO '${out}'`,
  `-- SELECT\nCOPY (SELECT 1) TO '${out}'`,
  '',
  ';',
  '-- SELECT 1',
];

describe('a query', () => {
  it.each(READING)('reads nothing but its runs: %s', async (sql) => {
    const error: unknown = await query(sql, [run]).catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(UserError);
    expect((error as UserError).complaint.got).toMatch(/Permission Error|does not exist|not exist, but/);
    expectUntouched();
  });

  it.each(CHANGING)('changes nothing: %s', async (sql) => {
    await expect(query(sql, [run])).rejects.toMatchObject({
      complaint: { code: expect.stringMatching(/^query-(refused|invalid)$/) },
    });
    expectUntouched();
  });

  it.each([
    'SELECT 1',
    '  -- why\n/* and\nhow */ SELECT 1;',
    '(SELECT 1)',
    'WITH a AS (SELECT 1) FROM a',
    'FROM samples LIMIT 1',
    'VALUES (1)',
    'TABLE runs',
    'DESCRIBE samples',
    'SHOW TABLES',
    'SUMMARIZE summary',
    'EXPLAIN SELECT 1',
    'EXPLAIN ANALYZE SELECT 1',
    "PIVOT samples ON transport IN ('virtiofs') USING count(*)",
  ])('reads: %s', async (sql) => {
    await expect(query(sql, [run])).resolves.toMatchObject({ columns: expect.anything() });
  });
});

describe('a database', () => {
  it('stops what takes too long', async () => {
    using database = await Database.open({ ordered: false });
    const endless = database.read(
      'SELECT count(*) FROM range(10000000) a, range(10000000) b WHERE a.range % 7 = b.range % 11',
      0.2,
    );
    await expect(endless).rejects.toThrow(/^INTERRUPT/);
  });

  it('stops what takes too much memory, and makes no temporary files', async () => {
    using database = await Database.open({ ordered: false });
    await database.run("SET memory_limit = '20MB'");
    await expect(database.read('SELECT list(range) FROM range(100000000)')).rejects.toThrow(/^Out of Memory/);
    expectUntouched();
  });
});

describe('a locked database', () => {
  let database: Database;
  beforeAll(async () => {
    database = await Database.open({ ordered: false });
    await database.run(`CREATE VIEW all_samples AS FROM read_csv('${run.samples}')`);
    await database.lock();
  });
  afterAll(() => database[Symbol.dispose]());

  // Whatever the statement is taken for: the database itself does not do it.
  it.each(
    [...READING, ...CHANGING, 'FROM all_samples'].filter(
      (sql) => /'\/|LOAD|INSTALL|RESET|_access|all_samples/.test(sql) && !/logging/.test(sql),
    ),
  )('does not obey: %s', async (sql) => {
    await expect(database.run(sql)).rejects.toBeInstanceOf(DatabaseError);
    expectUntouched();
  });
});
