import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { UserError } from '../core/errors.ts';
import type { Json } from '../core/json.ts';
import { query } from './query.ts';
import type { QueriedRun } from './run-files.ts';
import { type MadeRun, madeRun } from './testing/made-run.ts';

const folder = mkdtempSync(join(tmpdir(), 'mntbench-query-'));
afterAll(() => rmSync(folder, { recursive: true }));

let made = 0;
/** A run in a folder of its own. */
function run(options: Partial<MadeRun> = {}, below = ''): QueriedRun {
  made += 1;
  const id = `20261122T000000Z-${made.toString(16).padStart(6, '0')}`;
  return madeRun(join(folder, String(made), below), { id, ...options });
}

async function rowsOf(sql: string, runs: readonly QueriedRun[]): Promise<Json[][]> {
  const rows: Json[][] = [];
  for await (const piece of (await query(sql, runs)).rows()) rows.push(...piece.map((row) => [...row]));
  return rows;
}

async function complaintOf(sql: string, runs: readonly QueriedRun[]): Promise<{ code: string; got: string; expected: string }> {
  const error: unknown = await query(sql, runs).catch((cause: unknown) => cause);
  if (!(error instanceof UserError)) throw new Error('no complaint', { cause: error });
  return error.complaint;
}

describe('views', () => {
  it('rows of all runs are one table, whether or not their files have the columns of today', async () => {
    const runs = [run({ old: true, values: [1, 2] }), run({ values: [10] })];
    expect(await rowsOf('SELECT emulated, count(*), sum(value) FROM samples GROUP BY ALL ORDER BY 2', runs)).toEqual([
      [true, 1, 10],
      [null, 2, 3],
    ]);
  });

  it('columns have the types of the records, and what is empty is null', async () => {
    const types = await rowsOf(
      "SELECT column_name, column_type FROM (DESCRIBE samples) WHERE column_name IN ('order', 'value', 'valid', 'started_at', 'unit')",
      [run()],
    );
    expect(Object.fromEntries(types)).toEqual({
      order: 'BIGINT',
      unit: 'VARCHAR',
      value: 'DOUBLE',
      valid: 'BOOLEAN',
      started_at: 'TIMESTAMP',
    });
    expect(await rowsOf('SELECT invalid_reason, started_at FROM samples LIMIT 1', [run()])).toEqual([
      [null, '2026-11-22T07:43:31.570Z'],
    ]);
  });

  it('runs join by run_id; what a stranger wrote in place of a number is null', async () => {
    const sql =
      'SELECT kernel_release, dma_pool_bytes, cpus, seed, median(value) FROM samples JOIN runs USING (run_id) GROUP BY ALL';
    expect(await rowsOf(sql, [run({ kernel: '6.1.0' }), run({ kernel: '6.18.5' })]).then((rows) => rows.sort())).toEqual([
      ['6.1.0', 67108864, null, 1, 200],
      ['6.18.5', 67108864, null, 1, 200],
    ]);
  });

  it('a run without counters, or without any file yet, has no rows', async () => {
    const killed = run();
    rmSync(killed.samples);
    const sql = 'SELECT (SELECT count(*) FROM counters), (SELECT count(*) FROM samples), (SELECT count(*) FROM summary)';
    expect(await rowsOf(sql, [killed, run({ counters: 2 })])).toEqual([[2, 3, 2]]);
    expect(await rowsOf('SELECT count(*) FROM counters', [run()])).toEqual([[0]]);
  });

  it.each([
    ['a star', 'SELECT * FROM samples'],
    ['a row as a value', 'SELECT samples FROM samples'],
    ['a caught error', 'SELECT try(samples.started_at) IS NULL FROM samples'],
    ['a text that is run', "SELECT * FROM query('SELECT transport, ' || 'val' || 'ue FROM sam' || 'ples')"],
    ['columns by a pattern', "SELECT COLUMNS('^val') FROM samples"],
    ['a summary', 'SUMMARIZE samples'],
    ['names that follow from position', 'SELECT q FROM samples AS s(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, u, q)'],
    ['rows compared as a whole', 'SELECT count(*) FROM (FROM samples INTERSECT FROM samples)'],
  ])('only the columns that a statement names are read, but one that needs others gets them: %s', async (_, sql) => {
    const runs = [run({ values: [41] })];
    const found = JSON.stringify(await rowsOf(sql, runs));
    const everything = JSON.stringify(await rowsOf(`${sql} -- query`, runs));
    expect(found).toBe(everything);
    expect(found).toMatch(/41|false|\[\[1\]\]/);
  });

  it('folders may be called anything', async () => {
    for (const name of ["it's", 'a*b', 'c[d]e', 'what?', 'new\nline', 'k=v', '{x,y}', 'back\\slash', '%25', '"quoted"'])
      expect(await rowsOf('SELECT count(*), max(path) FROM samples JOIN runs USING (run_id)', [run({}, name)])).toEqual([
        [3, expect.stringContaining(name)],
      ]);
  });

  it('a pattern in the name of a folder does not find its neighbours', async () => {
    const neighbour = run({ values: [999] }, 'cd');
    const named = madeRun(join(neighbour.path, '../../../../c[d]'), { id: '20261122T000000Z-ffffff', values: [1] });
    expect(await rowsOf('SELECT value FROM samples', [named])).toEqual([[1]]);
  });
});

describe('values', () => {
  it.each([
    ['9007199254740993', '9007199254740993'],
    ['9007199254740991', 9007199254740991],
    ["'nan'::DOUBLE", 'NaN'],
    ['0.1', 0.1],
    ['NULL', null],
    ["TIMESTAMP '2026-01-02 03:04:05.5'", '2026-01-02T03:04:05.500Z'],
    ["DATE '2026-01-02'", '2026-01-02'],
    ['[1, NULL]', [1, null]],
    ["{'a': [true], 'b': 1.5}", { a: [true], b: 1.5 }],
    ["MAP {'k': 1}", [{ key: 'k', value: 1 }]],
    ["'a\u001b[31m'", 'a\u001b[31m'],
  ])('%s', async (sql, value) => {
    expect(await rowsOf(`SELECT ${sql}`, [])).toEqual([[value]]);
  });
});

describe('wrong files are told before anything is printed', () => {
  const damaged = (change: (path: string) => void): QueriedRun => {
    const one = run();
    change(one.samples);
    return one;
  };
  it.each([
    [
      'a cut line',
      (path: string) => truncateSync(path, readFileSync(path).length - 30),
      'the last line has no end: the file was cut',
    ],
    [
      'a cut line in the middle',
      (path: string) => appendFileSync(path, '1,2,3\n'),
      'line 5: Expected Number of Columns: 25 Found: 3',
    ],
    ['a word for a number', (path: string) => replaceIn(path, ',200,', ',many,'), 'line 3: Error when converting column "value"'],
    ['NaN', (path: string) => replaceIn(path, ',200,', ',NaN,'), 'value is NaN'],
    ['infinity', (path: string) => replaceIn(path, ',200,', ',inf,'), 'value is Infinity'],
    ['a negative time', (path: string) => replaceIn(path, ',200,', ',-200,'), 'value is -200'],
    ['a missing column', (path: string) => replaceIn(path, 'metric,', ''), 'column metric is missing'],
    ['a newer version', (path: string) => replaceIn(path, '\n1,', '\n2,'), 'line 2: schema version 2, this program reads 1'],
    ['an open quote', (path: string) => replaceIn(path, ',200,', ',"200,'), 'line 3: Value with unterminated quote found'],
    ['no text at all', (path: string) => writeFileSync(path, Buffer.from([0xff, 0xfe, 0])), 'column schema_version is missing'],
    ['a link', (path: string) => linkTo('/etc/passwd', path), 'a symbolic link'],
    ['a link to a device', (path: string) => linkTo('/dev/zero', path), 'a symbolic link'],
    ['a FIFO', makeFifo, 'not a file'],
  ])('%s', async (_, change, got) => {
    const one = damaged(change);
    const complaint = await complaintOf('SELECT median(value) FROM samples', [run(), one]);
    expect(complaint.code).toBe('samples-invalid');
    expect(complaint.got).toContain(`${one.samples}: ${got}`);
  });

  it('a linked run.json is not read', async () => {
    const one = run();
    rmSync(one.runJson);
    symlinkSync('/etc/passwd', one.runJson);
    expect(await complaintOf('FROM runs', [one])).toMatchObject({ code: 'run-unreadable' });
  });

  it('one run under two names would count twice', async () => {
    const [first, again] = ['a', 'b'].map((name) => madeRun(join(folder, name), { id: '20261122T000000Z-eeeeee' }));
    expect(await complaintOf('SELECT count(value) FROM samples', [first, again] as QueriedRun[])).toMatchObject({
      code: 'run-twice',
    });
    expect(await complaintOf('SELECT count(*) FROM runs', [first, again] as QueriedRun[])).toMatchObject({ code: 'run-twice' });
  });
});

function linkTo(target: string, path: string): void {
  rmSync(path);
  symlinkSync(target, path);
}

function makeFifo(path: string): void {
  rmSync(path);
  execFileSync('mkfifo', [path]);
}

function replaceIn(path: string, text: string, by: string): void {
  writeFileSync(path, readFileSync(path, 'utf8').replace(text, by));
}

describe('wrong statements', () => {
  it('an unknown column is told with the place, and what there is', async () => {
    const { got, expected } = await complaintOf('SELECT valu FROM samples', []);
    expect(got).toMatch(/^Binder Error: Referenced column "valu" not found.*line 1 at "valu FROM samples"$/);
    expect(expected).toContain('runs (run_id, path, status');
  });

  it('so is an unknown view', async () => {
    expect((await complaintOf('FROM sampels', [])).got).toContain(
      'Table with name sampels does not exist! Did you mean "samples"?',
    );
  });

  it('what is no SQL is told with the place', async () => {
    expect((await complaintOf('SELECT a FROM FROM', [])).got).toContain('syntax error at or near "FROM", line 1 at "FROM"');
  });

  it('what goes wrong while it runs is told as well', async () => {
    expect((await complaintOf('SELECT CAST(unit AS BIGINT) FROM samples', [run()])).got).toContain(
      "Could not convert string 'ns'",
    );
  });
});
