import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectFolder } from '../../system/folders.ts';
import { PUBLISHED_FILE, pointOf } from './altered-table.ts';
import type { TableReport, ValidationReport } from './validate.ts';

// The compiled program, as users run it: what a test runner does to imports makes simulations twice as slow.
const PROGRAM = join(projectFolder(), 'dist/harness/cli/main.js');
const { status, stdout } = spawnSync(process.execPath, [PROGRAM, 'model', 'validate', PUBLISHED_FILE, '--json'], {
  encoding: 'utf8',
});
const report: ValidationReport = JSON.parse(stdout);

function table(id: string): TableReport {
  const found = report.tables.find((one) => one.id === id);
  if (found === undefined) throw new Error(`no table ${id}`);
  return found;
}

describe('the published tables', () => {
  it('are all within what they state', () => {
    expect(report.tables.map(({ id, ok }) => [id, ok])).toEqual(
      ['A', 'C1', 'C2', 'D', 'E', 'F', 'G', 'I'].map((id) => [id, true]),
    );
    expect([report.ok, status]).toEqual([true, 0]);
  });

  it('have a number of the model for every number', () => {
    const numbers = report.tables.flatMap(({ points }) => points.map(({ predicted }) => predicted));
    expect(numbers.length).toBeGreaterThan(100);
    expect(numbers.filter((number) => !Number.isFinite(number))).toEqual([]);
  });
});

describe('one queue and four', () => {
  it.each([
    ['randread 4096 B', '24.8 µs of 38.', '64 %'],
    ['seqread 1048576 B', '687.', '86.'],
  ])('%s: a station that all queues share explains both rates', (row, shared, share) => {
    const pattern = new RegExp(`^${shared.replaceAll('.', '\\.')}.*\\(${share}`);
    expect(table('A').verdicts.find((verdict) => verdict.row === row)).toMatchObject({
      verdict: 'agrees',
      detail: expect.stringMatching(pattern),
    });
    for (const n of [1, 4]) expect(Math.abs(pointOf(table('A'), row, n, 'throughput').relativeError ?? 1)).toBeLessThan(0.002);
  });

  it('have the latencies that were reported', () => {
    const change = (row: string): number => pointOf(table('A'), row, 4, 'change of the mean latency').predicted;
    expect([change('randread 4096 B'), change('seqread 1048576 B')]).toEqual([
      expect.closeTo(-0.36, 2),
      expect.closeTo(-0.134, 2),
    ]);
  });

  it('do not explain what becomes seven times faster, as the table declares', () => {
    expect(table('A').verdicts[1]).toMatchObject({ verdict: 'unexplained', expected: 'unexplained', ok: true });
    expect(pointOf(table('A'), 'randwrite 4096 B', 4, 'throughput')).toMatchObject({ ok: null, reason: 'unexplained' });
  });
});

describe('requests outstanding', () => {
  it.each([
    ['no-tpool seqread', 4, -0.017],
    ['no-tpool seqread', 16, -0.02],
    ['no-tpool seqwrite', 4, -0.018],
    ['no-tpool seqwrite', 16, -0.016],
  ])('of a single-threaded server: %s with %d is off by %d', (row, n, error) => {
    const point = pointOf(table('C1'), row, n);
    expect(point).toMatchObject({ use: 'predict', ok: true });
    expect(Math.abs((point.relativeError ?? 1) - error)).toBeLessThan(0.005);
  });

  it('are reproduced where they were fitted', () => {
    const fitted = table('C1').points.filter(({ use, row }) => use === 'fit' && row.startsWith('no-tpool'));
    expect(fitted.map(({ relativeError }) => Math.abs(relativeError ?? 1) < 0.005)).toEqual([true, true, true, true]);
    expect(table('C1').verdicts[0]?.detail).toMatch(/^delay 31\.5 µs, service 13\.3 µs/);
  });

  it('mix engines, and are further off with exponential times', () => {
    expect(table('C1').notes).toContainEqual(
      expect.stringMatching(/^no-tpool seqread: the curve mixes engines: .*16 by 1 submitting \(libaio\)/),
    );
    expect(table('C1').notes).toContainEqual(
      expect.stringMatching(/^no-tpool seqread: mean value analysis, .* -7\.3\d % with 4/),
    );
  });

  it('of a thread pool break a bound: the model does not apply, and its errors are told', () => {
    expect(table('C1').verdicts[2]).toMatchObject({ verdict: 'model-does-not-apply', expected: 'declared-failure', ok: true });
    expect(table('C1').verdicts[2]?.detail).toContain('exceed 4/1 of the rate with 1 (62000) by 3.23 %');
    expect(pointOf(table('C1'), 'tpool-16 seqread', 4)).toMatchObject({ ok: null, relativeError: expect.closeTo(-0.104, 2) });
    expect(pointOf(table('C1'), 'tpool-16 seqread', 16)).toMatchObject({ ok: null, relativeError: expect.closeTo(0.082, 2) });
  });

  it('bring nothing where the client waits for each, and much where it does not', () => {
    const [stock, direct, virtiofs] = table('C2').points;
    expect([stock?.predicted, direct?.predicted]).toEqual([1, 1]);
    expect(virtiofs?.predicted).toBeGreaterThan(2);
  });
});

describe('requests that find the ring full', () => {
  it('starve when they are polled for at 1000 ticks per second: p99.9 is more than ten times that of completions', () => {
    const point = pointOf(table('D'), /^published/, 256);
    expect(point.predicted).toBeGreaterThan(10);
    expect(point).toMatchObject({ observed: 60, ok: true });
  });

  it('are too few at 250 ticks per second for p99.9 to see them, and p99.99 does', () => {
    const tail = (row: string, quantity: string): number => pointOf(table('D'), row, 256, quantity).predicted;
    expect(tail('N = 256, polling at HZ 250', 'p999') / tail('N = 256, completion', 'p999')).toBeLessThan(1);
    expect(tail('N = 256, polling at HZ 250', 'p9999')).toBeGreaterThan(100_000);
    expect(table('D').notes).toContainEqual(expect.stringMatching(/^N = 256, HZ = 250: p99\.9 of polling is 0\.\d+ times/));
  });

  it('have the quantiles of the prototype', () => {
    const robust = table('D').points.filter(({ quantity }) => quantity === 'p50' || quantity === 'p99');
    expect(robust.map(({ relativeError }) => Math.abs(relativeError ?? 1) < 0.02)).toEqual(robust.map(() => true));
    expect(pointOf(table('D'), 'N = 256, polling at HZ 1000', 256, 'parkedFraction').predicted).toBeCloseTo(0.0025, 3);
    expect(pointOf(table('D'), 'N = 256, polling at HZ 1000', 256, 'max').ok).toBeNull();
  });
});

describe('bounce buffers', () => {
  it('gain much from an area for each of eight processors, and nothing for one', () => {
    expect(pointOf(table('E'), /8 processors/, 8).predicted).toBeGreaterThan(1.5);
    expect(pointOf(table('E'), /1 processors/, 1).predicted).toBe(1);
  });

  it('with a copy fewer are faster by 5.6 %, and by as much on a path that knows nothing of the table', () => {
    const [path, fitted] = table('F').points;
    expect(fitted).toMatchObject({ use: 'fit', predicted: expect.closeTo(0.056, 3) });
    expect(path).toMatchObject({ use: 'predict', ok: true, row: expect.stringContaining('priors') });
  });

  it('have a plausible share of every preset', () => {
    const shares = table('G').points.map(({ predicted }) => predicted);
    expect(Math.max(...shares)).toBeGreaterThan(0.1);
    expect(Math.max(...shares)).toBeLessThan(0.6);
  });
});

describe('local measurements', () => {
  it('of locks have the directions that the model predicts; their rates are shown', () => {
    const locks = table('I').verdicts.filter(({ row }) => row.startsWith('I1: '));
    expect(locks.map(({ row, ok }) => [row, ok])).toEqual([
      ['I1: two threads on one lock against one alone, page by page', true],
      ['I1: two locks over one, with copies', true],
    ]);
    expect(table('I').notes[0]).toMatch(/^I1: hand-over of \d+ ns from batches; page by page, .* the model is off by -?\d/);
  });

  it('of requests are exactly those of the expansion', () => {
    const counts = table('I').points.filter(({ row }) => row.startsWith('I2: '));
    expect(counts).toHaveLength(48);
    expect(counts.filter(({ ok, observed, predicted }) => ok !== true || observed !== predicted)).toEqual([]);
  });

  it('of copies are a time for each byte', () => {
    expect(table('I').notes).toContainEqual(expect.stringMatching(/^I3: 0\.09\d ns per byte/));
  });

  it('with a step at 128 KiB and no pool are not called DMA', () => {
    const step = table('I').verdicts.find(({ row }) => row === 'I4: read from 131072 B');
    expect(step).toMatchObject({ verdict: 'unexplained', ok: true, detail: expect.stringContaining('not attributed to DMA') });
    expect(pointOf(table('I'), 'I4: write 1048576 B', 1_048_576)).toMatchObject({ use: 'predict', ok: true });
  });

  it('of a stat are its five requests, and a rest', () => {
    expect(pointOf(table('I'), 'I4: stat below 3 directories', 3, 'requests')).toMatchObject({ predicted: 5, ok: true });
    expect(pointOf(table('I'), 'I4: stat below 3 directories', 3, 'time of its requests')).toMatchObject({
      predicted: 65,
      ok: true,
    });
  });
});
