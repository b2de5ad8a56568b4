import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync, inflateSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UserError } from '../core/errors.ts';
import type { SampleIdentity } from '../core/sample.ts';
import { HistogramLogs, readHistogram, readIntervals } from './histogram-log.ts';
import { type LoggedRun, readLatencies } from './latencies.ts';

const OPEN: SampleIdentity = {
  workload: 'small-file',
  preset: 'tiny',
  phase: 'open',
  operation: 'open',
  target: 'drive-c',
  concurrency: 1,
  cacheState: 'guest-warm/host-warm',
  block: 0,
  iteration: 0,
};

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mntbench-latencies-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function logged(name: string, parts: readonly (readonly number[])[], identity = OPEN): LoggedRun {
  const histograms = join(folder, name);
  mkdirSync(histograms, { recursive: true });
  const logs = new HistogramLogs(histograms, false);
  for (const [block, part] of parts.entries())
    logs.append(
      'open',
      { ...identity, block },
      Float64Array.from(part, (us) => us * 1e3),
      (block + 5) * 1000,
      (block + 7) * 1000,
    );
  return { histograms, targets: [{ id: 'drive-c', transport: 'virtiofs' }] };
}

const pathIn = ({ histograms }: LoggedRun): string => join(histograms, 'open.hlog');

describe('latencies', () => {
  it('of a cell are merged over blocks and runs', () => {
    const first = logged('a', [
      [410, 420, 430],
      [450, 460],
    ]);
    const second = logged('b', [[480, 500, 640, 900, 4200]]);
    const [open, ...others] = readLatencies([first, second]);
    expect(others).toEqual([]);
    expect(open).toMatchObject({
      count: 10,
      startSeconds: 5,
      lengthSeconds: 6,
      cell: { operation: 'open', transport: 'virtiofs' },
    });
    expect(open?.buckets.reduce((sum, { count }) => sum + count, 0)).toBe(10);
    expect((open?.buckets[4]?.highestNs ?? 0) / 460e3).toBeCloseTo(1, 3);
  });

  it('have the mean and deviation that the library gives', () => {
    const run = logged('a', [[410, 420, 430, 450, 460, 480, 500, 640, 900, 4200]]);
    const library = readHistogram(pathIn(run));
    const [open] = readLatencies([run]);
    expect(open?.meanNs).toBeCloseTo(library?.mean ?? 0, 6);
    expect(open?.standardDeviationNs).toBeCloseTo(library?.stdDeviation ?? 0, 6);
    expect([open?.minimumNs, open?.maximumNs]).toEqual([library?.minNonZeroValue, library?.maxValue]);
  });

  it('are encoded so that they are read again', () => {
    const [open] = readLatencies([logged('a', [[410, 420], [430]])]);
    const path = join(folder, 'again.hlog');
    writeFileSync(path, `Tag=open,5.000,4.000,0.430,${open?.payload}\n`);
    const [again] = readIntervals(path);
    expect([again?.histogram.totalCount, again?.lengthSeconds]).toEqual([3, 4]);
  });

  it('of spoiled blocks and of a line cut by a crash take no part', () => {
    const run = logged('a', [[410], [420], [430]]);
    new HistogramLogs(run.histograms, false).invalidate(({ block }) => block === 1, 'mount-changed');
    writeFileSync(pathIn(run), readFileSync(pathIn(run), 'utf8').slice(0, -5));
    expect(readLatencies([run])[0]?.count).toBe(1);
  });

  it('of a run without logs are none', () => {
    expect(readLatencies([{ histograms: join(folder, 'missing'), targets: [] }])).toEqual([]);
  });

  it('are not read through links', () => {
    const run = logged('a', [[410]]);
    renameSync(pathIn(run), join(folder, 'elsewhere.hlog'));
    symlinkSync(join(folder, 'elsewhere.hlog'), pathIn(run));
    symlinkSync(run.histograms, join(folder, 'link'));
    expect(readLatencies([run, { ...run, histograms: join(folder, 'link') }])).toEqual([]);
  });
});

describe('a log that nobody here wrote', () => {
  it('is not read when it is larger than any log', () => {
    const run = logged('a', [[410]]);
    truncateSync(pathIn(run), 10 * 2 ** 30);
    expect(() => readLatencies([run])).toThrow(/open\.hlog: larger than 256 MiB/);
  });

  const packed = (content: Buffer): string =>
    Buffer.concat([Buffer.from('1c8493140000ffff', 'hex'), deflateSync(content)]).toString('base64');
  const content = (change: (bytes: Buffer) => void): string => {
    const [, , , , payload = ''] =
      readFileSync(pathIn(logged('real', [[410]])), 'utf8')
        .trimEnd()
        .split('\n')
        .at(-1)
        ?.split(',') ?? [];
    const bytes = Buffer.from(inflateSync(Buffer.from(payload, 'base64').subarray(8)));
    change(bytes);
    return packed(bytes);
  };
  const OF = `#[Of: ${JSON.stringify(OPEN)}]`;

  it.each([
    ['what is no payload', () => `${OF}\nTag=open,1,1,1,AAAA\n`],
    ['a payload that unpacks to megabytes', () => `${OF}\nTag=open,1,1,1,${packed(Buffer.alloc(64 << 20))}\n`],
    [
      'a range that would need gigabytes',
      () => `${OF}\nTag=open,1,1,1,${content((bytes) => bytes.writeBigInt64BE(2n ** 62n, 24))}\n`,
    ],
    ['five digits', () => `${OF}\nTag=open,1,1,1,${content((bytes) => bytes.writeInt32BE(5, 12))}\n`],
    ['an unknown cell', () => `Tag=open,1,1,1,${content(() => {})}\n`],
    ['a target that run.json does not name', () => `${OF.replace('drive-c', 'drive-x')}\nTag=open,1,1,1,${content(() => {})}\n`],
    ['a time that is none', () => `${OF}\nTag=open,now,1,1,${content(() => {})}\n`],
  ])('with %s is refused in one line', (_, text) => {
    const run = logged('a', [[410]]);
    writeFileSync(pathIn(run), text());
    const reading = (): unknown => readLatencies([run]);
    expect(reading).toThrow(UserError);
    expect(reading).toThrow(/^the histograms of a run cannot be read: got [^\n]*open\.hlog: [^\n]+$/);
  });
});
