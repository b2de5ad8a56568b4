import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UserError } from '../core/errors.ts';
import type { Sample, SampleIdentity } from '../core/sample.ts';
import type { Summary } from '../core/summary.ts';
import { HistogramLogs, readHistogram } from './histogram-log.ts';
import { readSeries } from './read-series.ts';
import { findRuns, resolveRun } from './run-folder.ts';
import { readRunRecord } from './run-json.ts';
import { readSamples, SampleLog } from './samples-csv.ts';
import { type SummaryOptions, summarise } from './summary.ts';
import { summaryCsv } from './summary-csv.ts';

let folder: string;
let csv: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mntbench-record-'));
  csv = join(folder, 'samples.csv');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const sample = (patch: Partial<Sample> = {}): Sample => ({
  workload: 'small-file',
  preset: 'tiny',
  phase: 'create',
  operation: 'create',
  target: 'native',
  transport: 'native',
  concurrency: 1,
  cacheState: 'guest-warm/host-warm',
  runId: '20261121T211800Z-4f9a1c',
  bootId: '6f0c3c2e-5d0b-4d0e-9a55-0d1f6f2b7a10',
  block: 0,
  order: 0,
  process: 1,
  fsType: 'ext4',
  iteration: 0,
  metric: 'latency',
  unit: 'ns',
  better: 'lower',
  value: 1000,
  valid: true,
  invalidReason: null,
  startedAt: '2026-11-21T21:18:04.113Z',
  operations: 60,
  emulated: false,
  ...patch,
});

const write = (...samples: Sample[]): SampleLog => {
  const log = new SampleLog(csv);
  log.append(samples);
  return log;
};
const complaint = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    if (error instanceof UserError) return error.complaint.got.replaceAll(folder, '');
    throw error;
  }
  return 'none';
};

describe('samples.csv', () => {
  it('starts with the documented columns and holds one row per value', () => {
    write(sample({ block: 2, value: 12.5 })).close();
    expect(readFileSync(csv, 'utf8')).toBe(
      'schema_version,run_id,boot_id,block,order,process,workload,variant,preset,transport,fs_type,cache_state,concurrency,iteration,metric,unit,better,value,valid,invalid_reason,started_at,target,operation,operations,emulated\n' +
        '1,20261121T211800Z-4f9a1c,6f0c3c2e-5d0b-4d0e-9a55-0d1f6f2b7a10,2,0,1,small-file,create,tiny,native,ext4,guest-warm/host-warm,1,0,latency,ns,lower,12.5,true,,2026-11-21T21:18:04.113Z,native,create,60,false\n',
    );
  });

  it('gives back what was written, whatever the texts and numbers are', () => {
    const text = fc.string({ unit: 'binary', minLength: 1 });
    fc.assert(
      fc.property(
        text,
        text,
        fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }),
        fc.option(fc.uuid()),
        (operation, preset, value, bootId) => {
          rmSync(csv, { force: true });
          const one = sample({ operation, preset, value, bootId });
          write(one, sample()).close();
          expect(readSamples(csv)).toEqual([one, sample()]);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('is continued, not begun anew, when it exists', () => {
    write(sample()).close();
    write(sample({ order: 1 })).close();
    expect(readSamples(csv).map(({ order }) => order)).toEqual([0, 1]);
  });

  it('is readable without its last line when that was cut, and can then be continued', () => {
    write(sample()).close();
    appendFileSync(csv, '1,20261121T2118');
    expect(readSamples(csv)).toEqual([sample()]);
    write(sample({ order: 1 })).close();
    expect(readSamples(csv)).toHaveLength(2);
  });

  it('keeps rows that turn out to be wrong, marked', () => {
    const log = write(sample(), sample({ block: 1 }), sample({ block: 1, target: 'memory' }));
    expect(log.invalidate(({ block, target }) => block === 1 && target === 'native', 'mount-changed')).toBe(1);
    log.append([sample({ block: 2 })]);
    log.close();
    expect(readSamples(csv).map(({ valid, invalidReason, value }) => [valid, invalidReason, value])).toEqual([
      [true, null, 1000],
      [false, 'mount-changed', 1000],
      [true, null, 1000],
      [true, null, 1000],
    ]);
  });

  it.each([
    [
      'a newer schema',
      (text: string) => text.replace('\n1,', '\n2,'),
      '/samples.csv: line 2: schema version 2, this program reads 1',
    ],
    [
      'a missing column',
      (text: string) => text.replace(',operation,', ',').replace(',create,60', ',60'),
      '/samples.csv: line 2: column operation is missing',
    ],
    [
      'a value that is no number',
      (text: string) => text.replace(',1000,', ',fast,'),
      '/samples.csv: line 2: value: Invalid input: expected number, received NaN',
    ],
    [
      'a negative time',
      (text: string) => text.replace(',1000,', ',-1,'),
      '/samples.csv: line 2: value: Too small: expected number to be >=0',
    ],
    ['an unknown transport', (text: string) => text.replace('tiny,native', 'tiny,pigeon'), null],
    ['a row that is too short', (text: string) => text.replace(',native,create,60', ''), '/samples.csv: not a CSV file'],
  ])('is refused with %s', (_name, spoil, message) => {
    write(sample()).close();
    writeFileSync(csv, spoil(readFileSync(csv, 'utf8')));
    const got = complaint(() => readSamples(csv));
    expect(got).toMatch(message ?? /line 2: transport/);
  });
});

describe('a histogram log', () => {
  const hist = (): string => {
    mkdirSync(join(folder, 'hist'), { recursive: true });
    return join(folder, 'hist');
  };
  const OPEN: SampleIdentity = {
    workload: 'probe',
    preset: 'tiny',
    phase: 'open',
    operation: 'open',
    target: 'native',
    concurrency: 1,
    cacheState: 'guest-warm/host-warm',
    block: 0,
    iteration: 0,
  };

  it('merges its intervals to what one histogram would hold', () => {
    const logs = new HistogramLogs(hist(), false);
    logs.append('cell', OPEN, Float64Array.from([410e3, 420e3, 430e3, 450e3, 460e3]), 1000, 2000);
    logs.append('cell', OPEN, Float64Array.from([480e3, 500e3, 640e3, 900e3, 4200e3]), 2000, 3000);
    const merged = readHistogram(join(folder, 'hist', 'cell.hlog'));
    expect(merged?.totalCount).toBe(10);
    expect(merged?.getValueAtPercentile(50)).toBe(460031);
    expect((merged?.maxValue ?? 0) / 4200e3).toBeCloseTo(1, 2);
  });

  it('is in the HdrHistogram log format', () => {
    new HistogramLogs(hist(), false).append('cell', OPEN, Float64Array.from([1]), 1764000000000, 1764000012345);
    expect(readFileSync(join(folder, 'hist', 'cell.hlog'), 'utf8')).toMatch(
      /^#\[Histogram log format version 1\.3\]\n#\[Values in nanoseconds\]\n"StartTimestamp",.*\n#\[Of: \{"workload":"probe",.*\}\]\nTag=open,1764000000\.000,12\.345,0\.000,HISTFAAA\S+\n$/,
    );
  });

  it('keeps what was spoiled as a comment that counts nowhere', () => {
    const logs = new HistogramLogs(hist(), false);
    logs.append('cell', OPEN, Float64Array.from([1, 2, 3]), 0, 1);
    logs.append('cell', { ...OPEN, block: 1 }, Float64Array.from([4, 5]), 1, 2);
    logs.invalidate(({ block }) => block === 0, 'mount-changed');
    logs.append('cell', { ...OPEN, block: 2 }, Float64Array.from([6]), 2, 3);
    expect(readHistogram(join(folder, 'hist', 'cell.hlog'))?.totalCount).toBe(3);
    expect(readFileSync(join(folder, 'hist', 'cell.hlog'), 'utf8')).toMatch(/^#\[Invalid: mount-changed\] Tag=open,0\.000/m);
  });

  it('is readable without its last line when that was cut', () => {
    const logs = new HistogramLogs(hist(), false);
    logs.append('cell', OPEN, Float64Array.from([1, 2, 3]), 0, 1);
    appendFileSync(join(folder, 'hist', 'cell.hlog'), 'Tag=open,1.0,1.0,0.0,HISTFAAADx4n');
    expect(readHistogram(join(folder, 'hist', 'cell.hlog'))?.totalCount).toBe(3);
  });
});

describe('a summary', () => {
  const options = { precision: 0.05, calibration: null };
  const series = (values: readonly number[], patch: Partial<Sample> = {}): Sample[] =>
    values.map((value, block) => sample({ value, block, order: block, ...patch }));
  const summaryOf = (samples: readonly Sample[], by: SummaryOptions = options): Summary[] => {
    write(...samples).close();
    return summarise(readSeries(csv), by);
  };

  it('has the ratio to native of the same work', () => {
    const [native, other] = summaryOf(
      [...series([10, 10, 10]), ...series([25, 25, 25], { target: 'drive-c', transport: '9p-socket' })],
      options,
    );
    expect([native?.ratioToNative, other?.ratioToNative]).toEqual([1, 2.5]);
  });

  it('has no ratio when nothing native was measured', () => {
    expect(summaryOf(series([25], { target: 'drive-c', transport: '9p-socket' }))[0]?.ratioToNative).toBeNull();
  });

  it('leaves invalid samples out, counts them and says why', () => {
    const samples = [...series([10, 10, 10, 10, 10, 10]), sample({ value: 9999, valid: false, invalidReason: 'hung', block: 6 })];
    const [row] = summaryOf(samples);
    expect(row).toMatchObject({ n: 6, nInvalid: 1, median: 10, maximum: 10 });
    expect(row?.warnings).toMatchObject([{ code: 'invalid-samples', evidence: '1 × hung' }, { code: 'percentiles-missing' }]);
  });

  it('keeps a cell that has nothing but failures', () => {
    const [row] = summaryOf([sample({ value: null, valid: false, invalidReason: 'errno:EIO' })]);
    expect(row).toMatchObject({ n: 0, nInvalid: 1, median: null, stop: 'cap' });
    expect(row?.warnings).toMatchObject([{ code: 'invalid-samples', severity: 'error' }]);
  });

  it('leaves warm-up out without counting it', () => {
    expect(summaryOf([sample({ iteration: -1, valid: false, invalidReason: 'warm-up' })])).toEqual([]);
  });

  it.each([
    ['precise', [100, 101, 99, 100, 101, 100]],
    ['cap', [100, 150, 50, 100, 150, 50]],
    ['cap', [100, 100, 100]],
  ])('says %s for %j', (stop, values) => expect(summaryOf(series(values))[0]?.stop).toBe(stop));

  it('warns about drift with its size', () => {
    const [row] = summaryOf(series([100, 110, 120, 130, 140, 150, 160, 170, 180, 190, 200]));
    expect(row?.warnings).toMatchObject([
      { code: 'drift', message: 'rising over the run', evidence: expect.stringContaining('67 %') },
      { code: 'percentiles-missing' },
    ]);
  });

  it('warns about values close to the cost of the clock', () => {
    const calibration = { timerNs: 90, timerResolutionNs: 1, spawnNs: 1e6, rusageUnavailable: null };
    const [row] = summaryOf(series([200, 200, 200, 200, 200, 200]), { precision: 0.05, calibration });
    expect(row?.warnings).toMatchObject([{ code: 'near-timer-floor' }, { code: 'percentiles-missing' }]);
  });

  it('leaves suppressed figures empty in the file', () => {
    const [header, row] = summaryCsv(summaryOf(series([10, 11, 12]))).split('\n');
    const cell = (name: string): string | undefined => row?.split(',')[header?.split(',').indexOf(name) ?? -1];
    expect([cell('median'), cell('ci_low'), cell('p99'), cell('lag1'), cell('warnings')]).toEqual([
      '11',
      '',
      '',
      '',
      'too-few-samples',
    ]);
  });
});

describe('runs on disk', () => {
  const makeRun = (id: string, content = '{}'): void => {
    const path = join(folder, 'm-1', '6.18', id);
    mkdirSync(path, { recursive: true });
    writeFileSync(join(path, 'run.json'), content);
  };

  it('are found in order of time, below any folder above them', () => {
    makeRun('20261121T000002Z-aaaaaa');
    makeRun('20261121T000001Z-bbbbbb');
    expect(findRuns(folder).map(({ path }) => path.slice(-6))).toEqual(['bbbbbb', 'aaaaaa']);
  });

  it('are named by folder, by the end of their id, or as the latest', () => {
    makeRun('20261121T000002Z-aaaaaa');
    makeRun('20261121T000001Z-bbbbbb');
    const end = (name: string): string => resolveRun(name, folder).path.slice(-6);
    expect([end('bbbbbb'), end('latest'), end(join(folder, 'm-1/6.18/20261121T000001Z-bbbbbb'))]).toEqual([
      'bbbbbb',
      'aaaaaa',
      'bbbbbb',
    ]);
  });

  it.each(['', 'Z-', 'nothing'])('are not guessed from %j', (name) => {
    makeRun('20261121T000002Z-aaaaaa');
    makeRun('20261121T000001Z-bbbbbb');
    expect(complaint(() => resolveRun(name, folder))).not.toBe('none');
  });

  it.each([
    ['not JSON', '{"schemaVersion":', '/m-1/6.18/x/run.json: not JSON'],
    ['without a version', '{}', '/m-1/6.18/x/run.json: no schemaVersion'],
    ['of a newer version', '{"schemaVersion": 99}', '/m-1/6.18/x/run.json: schema version 99, this program reads up to 1'],
  ])('are refused when run.json is %s', (_name, content, message) => {
    makeRun('x', content);
    expect(complaint(() => readRunRecord(join(folder, 'm-1/6.18/x/run.json')))).toBe(message);
  });
});
