import { describe, expect, it } from 'vitest';
import { Playground } from '../testing/playground.ts';
import type { Ended } from '../testing/program.ts';

/** A single-threaded server: what the model was calibrated on (virtiofs-tests, April 2021). */
const ROW = {
  op: 'seqread',
  server: 'no-tpool',
  iops: { 1: 22_300, 4: 70_100, 64: 75_100 } as Readonly<Record<string, number>>,
  fit: [1, 64],
  predict: [4],
};
const tables = (row: Partial<typeof ROW> = {}): object => ({
  schemaVersion: 1,
  tables: { C1: { title: 'one thread', rows: [{ ...ROW, ...row }], accept: { 'no-tpool': { maxAbsRelativeError: 0.03 } } } },
});

async function validate(content: object, ...args: readonly string[]): Promise<Ended> {
  await using playground = new Playground();
  playground.file('tables.json', JSON.stringify(content));
  return await playground.program(['model', 'validate', 'tables.json', ...args]);
}

describe('model validate', () => {
  it('tells of each point how far off it is: 0 where all are within the tolerance', async () => {
    const { code, stdout, stderr } = await validate(tables());
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatchInlineSnapshot(`
      "C1  one thread · tolerance 3.0 % · ok
      row                n              observed  predicted    error  use
      no-tpool seqread   1  throughput   22300/s    22286/s   −0.1 %  fit      ok
      no-tpool seqread   4  throughput   70100/s    68939/s   −1.7 %  predict  ok
      no-tpool seqread  64  throughput   75100/s    75089/s  < 0.1 %  fit      ok
      no-tpool seqread: agrees: delay 31.5 µs, service 13.3 µs, Erlang-4; knee at 3.4 outstanding
      no-tpool seqread: mean value analysis, with exponential times, is off by -7.34 % with 4 outstanding

      1 table, all within their tolerances
      "
    `);
  });

  it('ends with 1 where a point is not, and says which', async () => {
    const { code, stdout } = await validate(tables({ iops: { ...ROW.iops, 4: 60_000 } }));
    expect(code).toBe(1);
    expect(stdout).toMatch(/^no-tpool seqread +4 .+ predict +off: within 3 % of what was observed$/m);
    expect(stdout).toMatch(/\n\n1 of 1 tables out of tolerance: C1\n$/);
  });

  it('--json has what scripts rely on', async () => {
    const { code, stdout } = await validate(tables(), '--json');
    expect(code).toBe(0);
    const point = (n: number, observed: number, use: string): object => ({
      ...{ row: 'no-tpool seqread', n, observed, predicted: expect.any(Number), relativeError: expect.any(Number), use },
    });
    expect(JSON.parse(stdout)).toMatchObject({
      tables: [
        {
          id: 'C1',
          points: [point(1, 22_300, 'fit'), point(4, 70_100, 'predict'), point(64, 75_100, 'fit')],
          tolerance: 0.03,
          ok: true,
        },
      ],
      ok: true,
    });
  });
});
