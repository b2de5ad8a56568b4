import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Playground, TINY } from './testing/playground.ts';
import { complaint, refusal } from './testing/refusal.ts';

/** Queries over a real run. */
const playground = new Playground();
beforeAll(async () => {
  expect(await playground.program(['run', playground.target, ...TINY])).toMatchObject({ code: 0 });
}, 60_000);
afterAll(() => playground[Symbol.asyncDispose]());

const COUNT = "SELECT metric, count(*) AS n, NULL AS nothing FROM samples WHERE metric = 'latency' GROUP BY ALL";

describe('query', () => {
  it('prints a table of the runs in the results folder', async () => {
    const { code, stdout } = await playground.program(['query', COUNT]);
    const n = String(playground.samples().filter(({ metric }) => metric === 'latency').length);
    expect(code).toBe(0);
    expect(stdout).toBe(`metric   ${'n'.padStart(n.length)}  nothing\nlatency  ${n}        -\n`);
  });

  it('takes runs by their names', async () => {
    const { stdout } = await playground.program(['query', 'SELECT run_id, path FROM runs', 'latest', '--format', 'csv']);
    expect(stdout).toBe(`run_id,path\n${playground.record().id},${playground.run().path}\n`);
  });

  it('--format csv gives all digits and rows, --json one document', async () => {
    const sql = 'SELECT value FROM samples ORDER BY "order", metric';
    const { stdout: csv } = await playground.program(['query', sql, '--format', 'csv']);
    const values = csv.trimEnd().split('\n').slice(1);
    expect(values.length).toBe(playground.samples().length);
    expect(values.map((text) => (text === '' ? null : Number(text))).sort()).toEqual(
      playground
        .samples()
        .map(({ value }) => value)
        .sort(),
    );
    const { stdout: json } = await playground.program(['query', sql, '--json']);
    const document = JSON.parse(json) as { columns: unknown; rows: { value: number | null }[] };
    expect(document.columns).toEqual([{ name: 'value', type: 'DOUBLE' }]);
    expect(document.rows.map(({ value }) => (value === null ? '' : String(value)))).toEqual(values);
  });

  it('an answer without rows says so', async () => {
    expect((await playground.program(['query', 'SELECT key FROM counters WHERE false'])).stdout).toBe('key\nno rows\n');
    expect((await playground.program(['query', 'SELECT key FROM counters WHERE false', '--json'])).stdout).toContain(
      '"rows":[\n]}\n',
    );
  });

  it('long tables are cut, and say so', async () => {
    const { stdout } = await playground.program(['query', 'FROM range(10002)']);
    expect(stdout.split('\n').slice(-3)).toEqual([' 9999', '… 2 more rows (use --format csv)', '']);
  });

  it('text of a file cannot speak to the terminal', async () => {
    await using other = new Playground();
    other.copyResults(playground);
    const { samples } = other.run();
    writeFileSync(samples, readFileSync(samples, 'utf8').replace(/small-file/, '\u001b[2Jevil\u202e'));
    const { stdout } = await other.program(['query', 'SELECT min(workload) FROM samples']);
    expect(stdout).toContain('\\u001b[2Jevil\\u202e');
  });

  it('a reader that goes away is no error', async () => {
    const wrapper = ['sh', '-c', '"$@" | head -n 1', 'sh'];
    const { stdout, stderr } = await playground.program(['query', 'FROM range(300000)', '--format', 'csv'], { wrapper });
    expect({ stdout, stderr }).toEqual({ stdout: 'range\n', stderr: '' });
  });

  it('a wrong statement exits with 2 and prints nothing', async () => {
    expect(await refusal(playground, ['query', 'SELECT FROM'])).toBe(
      complaint(
        'the query cannot be run',
        'Failed to extract statements: Parser Error: syntax error at end of input',
        'SQL as DuckDB understands it, not "SELECT FROM"',
        'docs/query.md has examples; DESCRIBE samples lists columns with their types',
      ),
    );
  });

  it('a statement that writes is refused', async () => {
    expect(await refusal(playground, ['query', `COPY samples TO '${playground.path}/out.csv'`])).toContain(
      'only a query can be run',
    );
    expect(readdirSync(playground.path)).not.toContain('out.csv');
  });

  it('a damaged file exits with 2 and names it, although other rows were fine', async () => {
    await using other = new Playground();
    other.copyResults(playground);
    const { samples } = other.run();
    writeFileSync(samples, `${readFileSync(samples, 'utf8')}1,cut`);
    expect(await refusal(other, ['query', 'SELECT value FROM samples'])).toContain('samples.csv: the last line has no end');
  });

  it('without DuckDB it tells the command that installs it', async () => {
    const hook = playground.file(
      'without-duckdb.cjs',
      `const Module = require('node:module');
const resolve = Module._resolveFilename;
Module._resolveFilename = function (name, ...rest) {
  if (!name.startsWith('@duckdb/')) return resolve.call(this, name, ...rest);
  throw Object.assign(new Error('Cannot find module ' + name), { code: 'MODULE_NOT_FOUND' });
};`,
    );
    expect(await refusal(playground, ['query', COUNT], { env: { NODE_OPTIONS: `--require=${hook}` } })).toBe(
      complaint(
        'DuckDB, which queries and Parquet need, is not there',
        'MODULE_NOT_FOUND on the optional package @duckdb/node-api',
        '@duckdb/node-api with its library for this machine',
        'npm install --include=optional',
      ),
    );
  });
});
