import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Count, Pass } from '../core/counting.ts';
import type { MeasuredAt, Measurement } from '../core/measurement.ts';
import type { Target } from '../core/target.ts';
import { CounterLog, readCounters } from './counters-csv.ts';
import { readSeries } from './read-series.ts';
import { RunRecorder } from './recorder.ts';
import { createRunFolder, type RunFolder } from './run-folder.ts';
import { readSamples } from './samples-csv.ts';
import { summarise } from './summary.ts';
import { isSummaryOf, summaryCsv } from './summary-csv.ts';

let results: string;
let folder: RunFolder;
beforeEach(() => {
  results = mkdtempSync(join(tmpdir(), 'mntbench-counters-'));
  folder = createRunFolder(results, 'machine', '6.18', RUN);
});
afterEach(() => rmSync(results, { recursive: true, force: true }));

const RUN = '20261121T211800Z-4f9a1c';
const count = (patch: Partial<Count> = {}): Count => ({
  source: 'fuse',
  counter: 'requests',
  key: 'LOOKUP',
  subkey: null,
  unit: 'count',
  value: 12,
  reason: null,
  ...patch,
});
const at = (pass: Pass, block = 0): MeasuredAt => ({
  workload: 'probe',
  preset: 'tiny',
  targetId: 'drive-d',
  cache: 'warm',
  block,
  iteration: 0,
  process: 1,
  pass,
});
const measurement: Measurement = {
  phase: 'stat',
  operation: 'stat.d0',
  primary: 'latency',
  concurrency: 1,
  startedAt: '2026-11-21T21:18:04.113Z',
  operations: 8,
  values: { latency: 1000, elapsed: 9000 },
  invalidReason: null,
  latencies: Float64Array.from([1000]),
  outcomes: {},
};
const TARGET = { id: 'drive-d', transport: 'virtiofs', mount: { fstype: 'virtiofs' } } as Target;
const recorder = (emulated: boolean | null = true): RunRecorder =>
  new RunRecorder({ folder, runId: RUN, targets: [TARGET], bootId: () => null, firstOrder: 4, emulated });

describe('counters.csv', () => {
  it('has one row per count, with the step that it belongs to', () => {
    const run = recorder();
    run.measured(at('timed'), measurement, [count(), count({ key: null, value: null, reason: 'needs root' })]);
    run.close();
    expect(readFileSync(folder.counters, 'utf8')).toBe(
      'schema_version,run_id,boot_id,block,order,pass,workload,variant,preset,target,transport,concurrency,cache_state,operation,operations,source,counter,key,subkey,unit,value,reason,emulated\n' +
        `1,${RUN},,0,4,timed,probe,stat,tiny,drive-d,virtiofs,1,guest-warm/host-warm,stat.d0,8,fuse,requests,LOOKUP,,count,12,,true\n` +
        `1,${RUN},,0,4,timed,probe,stat,tiny,drive-d,virtiofs,1,guest-warm/host-warm,stat.d0,8,fuse,requests,,,count,,needs root,true\n`,
    );
    expect(readSamples(folder.samples).every(({ order }) => order === 4)).toBe(true);
  });

  it('is not there when nothing was counted', () => {
    const run = recorder();
    run.measured(at('timed'), measurement, []);
    run.close();
    expect(existsSync(folder.counters)).toBe(false);
  });

  it('gives back what was written, whatever was counted', () => {
    const text = fc.string({ unit: 'binary', minLength: 1 });
    const anyCount = fc.record({
      source: text,
      counter: text,
      key: fc.option(text),
      subkey: fc.option(text),
      unit: fc.constantFrom('count' as const, 'bytes' as const, 'slots' as const, 'ns' as const),
      value: fc.option(fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }).map(Math.abs)),
      reason: fc.option(text),
    });
    fc.assert(
      fc.property(fc.array(anyCount, { minLength: 1, maxLength: 5 }), (counts) => {
        rmSync(folder.counters, { force: true });
        const run = recorder(null);
        run.measured(at('traced'), measurement, counts);
        run.close();
        const read = readCounters(folder.counters).map(({ source, counter, key, subkey, unit, value, reason }) => ({
          source,
          counter,
          key,
          subkey,
          unit,
          value,
          reason,
        }));
        expect(read).toEqual(counts);
      }),
      { numRuns: 40 },
    );
  });

  it('loses no more than the line that a crash cut, and goes on after it', () => {
    const [first, second] = [recorder(), recorder()];
    first.measured(at('timed'), measurement, [count()]);
    first.close();
    appendFileSync(folder.counters, `1,${RUN},,0,5,timed,pro`);
    expect(readCounters(folder.counters)).toHaveLength(1);
    second.measured(at('timed', 1), measurement, [count()]);
    second.close();
    expect(readCounters(folder.counters).map(({ block }) => block)).toEqual([0, 1]);
  });

  it.each([
    ['a later version', (row: string) => row.replace(/^1,/, '2,'), 'line 2: schema version 2'],
    ['a negative count', (row: string) => row.replace(',12,', ',-12,'), 'line 2: value'],
    ['an unknown pass', (row: string) => row.replace(',timed,', ',guessed,'), 'line 2: pass'],
  ])('with %s is refused by file and line', (_name, spoil, got) => {
    const run = recorder();
    run.measured(at('timed'), measurement, [count()]);
    run.close();
    const [head = '', row = ''] = readFileSync(folder.counters, 'utf8').split('\n');
    writeFileSync(folder.counters, `${head}\n${spoil(row)}\n`);
    expect(() => readCounters(folder.counters)).toThrow(got);
  });

  it('is on disk before the next step', () => {
    const log = new CounterLog(join(results, 'own.csv'));
    log.append([]);
    expect(existsSync(join(results, 'own.csv'))).toBe(false);
    log.close();
  });
});

describe('a traced step', () => {
  it('leaves rows that are marked, enter no figure, no count of bad samples and no histogram', () => {
    const run = recorder();
    run.measured(at('timed'), measurement, []);
    mkdirSync(folder.histograms, { recursive: true });
    run.measured(at('traced', 1), { ...measurement, values: { latency: 5000, elapsed: 50_000 } }, [count()]);
    run.close();
    const samples = readSamples(folder.samples);
    expect(samples.map(({ block, valid, invalidReason }) => [block, valid, invalidReason])).toEqual([
      [0, true, null],
      [0, true, null],
      [1, false, 'traced'],
      [1, false, 'traced'],
    ]);
    expect(summarise(readSeries(folder.samples), { precision: 0.05, calibration: null })).toMatchObject([
      { metric: 'latency', n: 1, nInvalid: 0, median: 1000 },
      { metric: 'elapsed', n: 1, nInvalid: 0 },
    ]);
    const [log = ''] = readFileSync(join(folder.histograms, histogramName()), 'utf8').match(/^Tag=.*$/gm) ?? [];
    expect(log).toContain('Tag=stat.d0');
  });
});

describe('times under emulation', () => {
  it('are labelled in samples, summary and histograms', () => {
    const run = recorder();
    run.measured(at('timed'), measurement, []);
    run.close();
    const samples = readSamples(folder.samples);
    expect(samples.map(({ emulated }) => emulated)).toEqual([true, true]);
    const rows = summarise(readSeries(folder.samples), { precision: 0.05, calibration: null });
    expect(summaryCsv(rows).split('\n')[1]).toMatch(/,true$/);
    expect(readFileSync(join(folder.histograms, histogramName()), 'utf8')).toMatch(/^#\[Emulated: /m);
  });

  it('are unknown in files from before the column, which stay readable and stay verified', () => {
    const run = recorder(null);
    run.measured(at('timed'), measurement, []);
    run.close();
    const withoutLast = (text: string): string => text.replaceAll(/,[^,\n]*$/gm, '');
    writeFileSync(folder.samples, withoutLast(readFileSync(folder.samples, 'utf8')));
    const samples = readSamples(folder.samples);
    expect(samples.map(({ emulated }) => emulated)).toEqual([null, null]);
    const rows = summarise(readSeries(folder.samples), { precision: 0.05, calibration: null });
    expect(isSummaryOf(withoutLast(summaryCsv(rows)), rows)).toBe(true);
    expect(isSummaryOf(summaryCsv(rows), rows)).toBe(true);
    expect(isSummaryOf(summaryCsv(rows).replace('1000', '1001'), rows)).toBe(false);
    expect(isSummaryOf('', rows)).toBe(false);
    expect(isSummaryOf(withoutLast(withoutLast(summaryCsv(rows))), rows)).toBe(false);
  });

  it('are told of an old run that goes on: its file gets the column', () => {
    const run = recorder(true);
    run.measured(at('timed'), measurement, []);
    run.close();
    writeFileSync(folder.samples, readFileSync(folder.samples, 'utf8').replaceAll(/,[^,\n]*$/gm, ''));
    const resumed = recorder(true);
    resumed.measured(at('timed', 1), measurement, []);
    resumed.close();
    expect(readSamples(folder.samples).map(({ emulated }) => emulated)).toEqual([null, null, true, true]);
  });
});

function histogramName(): string {
  return 'probe.stat.stat.d0.virtiofs.drive-d.tiny.c1.warm.unknown.hlog';
}
