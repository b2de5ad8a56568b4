import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CACHE_STATES } from '../core/cache-state.ts';
import { type Cell, cellKey } from '../core/cell.ts';
import { UserError } from '../core/errors.ts';
import { METRIC_NAMES, type Sample } from '../core/sample.ts';
import type { Series } from '../core/series.ts';
import { TRANSPORTS } from '../core/transport.ts';
import { readSeries } from './read-series.ts';
import { readSampleFacts } from './sample-facts.ts';
import { readSamples, SampleLog } from './samples-csv.ts';

let folder: string;
let csv: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mntbench-series-'));
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

const write = (samples: readonly Sample[]): void => {
  rmSync(csv, { force: true });
  const log = new SampleLog(csv);
  log.append(samples);
  log.close();
};

/** What the reader of single rows gives, grouped. */
function slowSeries(): Series[] {
  const kept = readSamples(csv).filter(({ iteration, invalidReason }) => iteration >= 0 && invalidReason !== 'traced');
  const groups = new Map<string, Sample[]>();
  for (const one of kept) {
    const key = [cellKey(one), one.metric, one.runId].join('\u0000');
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()].map(seriesOf);
}

function seriesOf(samples: readonly Sample[]): Series {
  const { runId, metric, emulated, ...first } = samples[0] ?? sample();
  const { workload, preset, phase, operation, target, transport, concurrency, cacheState } = first;
  const cell: Cell = { workload, preset, phase, operation, target, transport, concurrency, cacheState };
  const valid = samples.filter((one) => one.valid);
  const bootIds = [...new Set(valid.map(({ bootId }) => bootId))];
  const invalid = new Map<string, number>();
  for (const { invalidReason: reason } of samples) if (reason !== null) invalid.set(reason, (invalid.get(reason) ?? 0) + 1);
  const values = Float64Array.from(valid, ({ value }) => value ?? Number.NaN);
  const blocks = Int32Array.from(valid, ({ block }) => block);
  const boots = Int32Array.from(valid, ({ bootId }) => bootIds.indexOf(bootId));
  return { runId, cell, metric, emulated, values, blocks, boots, bootIds, invalid };
}

const complaint = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    if (error instanceof UserError) return error.complaint.got.replaceAll(folder, '');
    throw error;
  }
  return 'none';
};

/** Few different texts, so that they repeat, and among them what CSV has to escape. */
const text = (characters: string): fc.Arbitrary<string> => fc.constantFrom('a', 'stat', ...characters, `x${characters}y`);
const number = fc.oneof(
  fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }),
  fc.integer({ min: 0, max: 10 ** 9 }).map((twelfths) => twelfths / 12),
  fc.nat(),
);
const rowWith = (characters: string): fc.Arbitrary<Sample> =>
  fc
    .record({
      workload: text(characters),
      preset: text(characters),
      phase: text(characters),
      operation: text(characters),
      target: text(characters),
      fsType: text(characters),
      transport: fc.constantFrom(...TRANSPORTS),
      concurrency: fc.constantFrom(1, 2, 16),
      cacheState: fc.constantFrom(...CACHE_STATES),
      runId: fc.constantFrom('one', 'two'),
      bootId: fc.constantFrom(null, 'first', 'second'),
      block: fc.nat(),
      order: fc.nat(),
      process: fc.integer({ min: 1, max: 1e6 }),
      iteration: fc.integer({ min: -2, max: 3 }),
      metric: fc.constantFrom(...METRIC_NAMES),
      unit: fc.constantFrom('ns', 'bytes', 'count'),
      value: number,
      invalidReason: fc.constantFrom(null, null, null, 'traced', 'hung', 'exit:1', 'errno:EIO'),
      startedAt: fc
        .date({ min: new Date('1970-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
        .map((d) => d.toISOString()),
      operations: fc.nat(),
      emulated: fc.constantFrom(null, true, false),
    })
    .map((row) => sample({ ...row, valid: row.invalidReason === null }));

describe('series of samples.csv', () => {
  it('are those of its rows, whatever the texts and numbers are', () => {
    const rows = fc.array(rowWith(',"\n\r\u0000\ufeffé😀'), { maxLength: 30 });
    fc.assert(
      fc.property(rows, (samples) => {
        write(samples);
        expect(readSeries(csv)).toEqual(slowSeries());
      }),
      { numRuns: 80 },
    );
  });

  it('are the same in a file that is longer than what is read at once', () => {
    const operations = ['stat', 'open,read', 'with "quotes"', 'two\nlines'];
    const samples = Array.from({ length: 20_000 }, (_, order) =>
      sample({
        order,
        block: order >> 6,
        operation: operations[order % 7] ?? 'create',
        value: order / 3,
        preset: 'p'.repeat(order % 110),
      }),
    );
    write(samples);
    expect(readFileSync(csv).length).toBeGreaterThan(5e6);
    expect(readSeries(csv)).toEqual(slowSeries());
  });

  it('are never made from a file that the reader of rows refuses or understands otherwise', () => {
    const spoilt = fc.tuple(
      fc.array(rowWith(',"é'), { minLength: 1, maxLength: 4 }),
      fc.nat(),
      fc.constantFrom(',', '"', '\n', '\r', '0', '9', '-', '.', 'e', ' ', 'x', ''),
    );
    let accepted = 0;
    fc.assert(
      fc.property(spoilt, ([samples, at, byte]) => {
        write(samples);
        const good = readFileSync(csv, 'utf8');
        const place = at % good.length;
        writeFileSync(csv, good.slice(0, place) + byte + good.slice(place + 1));
        let series: Series[];
        try {
          series = readSeries(csv);
        } catch (error) {
          expect(error).toBeInstanceOf(UserError);
          return;
        }
        accepted++;
        expect(series).toEqual(slowSeries());
      }),
      { numRuns: 150 },
    );
    expect(accepted).toBeGreaterThan(0);
  });

  it('are none where there are no rows, and none of warm-up or traced rows', () => {
    write([sample({ iteration: -1, valid: false, invalidReason: 'warm-up' }), sample({ valid: false, invalidReason: 'traced' })]);
    expect(readSeries(csv)).toEqual([]);
    writeFileSync(csv, '');
    expect(readSeries(csv)).toEqual([]);
  });

  it('leave out a last line that was cut, wherever that was', () => {
    write([sample(), sample({ operation: 'a "b"\nc', value: 7 })]);
    const whole = readFileSync(csv);
    const second = whole.indexOf('\n', whole.indexOf('\n') + 1) + 1;
    for (let end = second; end < whole.length; end += 3) {
      if (whole[end - 1] === 0x0a && end > second) continue;
      writeFileSync(csv, whole.subarray(0, end));
      expect(readSeries(csv).map(({ values }) => [...values])).toEqual([[1000]]);
    }
  });

  it('are read from columns in any order, from lines that end as on Windows, and over empty lines', () => {
    write([sample(), sample({ value: 7.25, block: 1, bootId: null })]);
    const expected = slowSeries();
    const lines = readFileSync(csv, 'utf8').trimEnd().split('\n');
    const reversed = lines.map((line) => line.split(',').reverse().join(','));
    writeFileSync(csv, `${reversed.join('\r\n\r\n')}\r\n`);
    expect(readSeries(csv)).toEqual(expected);
  });

  it('do not know about emulation where the column is from later', () => {
    write([sample({ emulated: true })]);
    writeFileSync(csv, readFileSync(csv, 'utf8').replaceAll(/,[^,\n]*$/gm, ''));
    expect(readSeries(csv)).toMatchObject([{ emulated: null, values: Float64Array.of(1000) }]);
  });

  it('are read beside columns that a later program has added', () => {
    write([sample(), sample({ block: 1 })]);
    const expected = slowSeries();
    const [head, ...rows] = readFileSync(csv, 'utf8').trimEnd().split('\n');
    writeFileSync(csv, `${[`${head},colour`, ...rows.map((row) => `${row},red`)].join('\n')}\n`);
    expect(readSeries(csv)).toEqual(expected);
  });

  it.each([
    ['a newer schema', ['\n1,', '\n2,'], 'line 2: schema version 2, this program reads 1'],
    ['a newer schema with other columns', [/emulated\n1,/, 'colour\n2,'], 'line 2: schema version 2, this program reads 1'],
    ['a missing column', [/operation,|create,(?=60)/g, ''], 'line 1: column operation is missing'],
    ['a column twice', ['emulated', 'operation'], 'line 1: column operation stands there twice'],
    ['a row that is too short', [/,60,false\n$/, '\n'], 'line 3: 23 fields, the first line has 25'],
    ['a row that is too long', [/\n$/, ',\n'], 'line 3: 26 fields, the first line has 25'],
    [
      'a line that was cut in the middle of the file',
      [/,native,create,60,false\n1/, '\n1'],
      'line 2: 21 fields, the first line has 25',
    ],
    ['a value that is no number', [',1000,', ',fast,'], 'line 2: value: Invalid input: expected number, received NaN'],
    ['NaN', [',1000,', ',NaN,'], 'line 2: value: Invalid input: expected number, received NaN'],
    ['a number that no double holds', [',1000,', ',1e999,'], 'line 2: value: Invalid input: expected number, received Infinity'],
    ['a negative time', [',1000,', ',-1,'], 'line 2: value: Too small: expected number to be >=0'],
    ['no value', [',1000,', ',,'], 'line 2: value: missing, although the sample is valid'],
    ['no block', [',0,0,1,', ',,0,1,'], 'line 2: block: Invalid input: expected number, received NaN'],
    ['half a block', [',0,0,1,', ',0.5,0,1,'], 'line 2: block: Invalid input: expected int, received number'],
    [
      'a block beyond all counting',
      [',0,0,1,', ',4294967296,0,1,'],
      'line 2: block: Too big: expected number to be <=2147483647',
    ],
    ['neither true nor false', [',true,', ',maybe,'], 'line 2: valid: Invalid input: expected boolean, received undefined'],
    ['no reason', [',true,', ',false,'], 'line 2: invalid_reason: missing, although the sample is not valid'],
    ['a reason too many', [',true,,', ',true,hung,'], 'line 2: invalid_reason: given, although the sample is valid'],
    ['an unknown transport', ['tiny,native', 'tiny,pigeon'], /^line 2: transport: Invalid option/],
    ['no such day', ['2026-11-21', '2026-02-30'], /^line 2: startedAt: Invalid/],
    ['a quote inside a text', [',create,60', ',cre"ate,60'], /^line 2: not a CSV file: a quote inside/],
    ['a text after a quote', [',create,60', ',"cre"ate,60'], 'line 2: not a CSV file'],
    ['a quote that is never closed', [',create,60', ',"create,60'], 'line 2: not a CSV file: a quote is never closed'],
    ['lines of a size that no row has', [',create,60', `,${'x'.repeat(5e6)},60`], 'line 2: longer than this program reads'],
  ] as const)('are refused with %s', (_name, [wanted, instead], message) => {
    write([sample(), sample({ order: 1, block: 1 })]);
    writeFileSync(csv, readFileSync(csv, 'utf8').replace(wanted, instead));
    const got = complaint(() => readSeries(csv));
    expect(got.slice('/samples.csv: '.length)).toEqual(typeof message === 'string' ? message : expect.stringMatching(message));
  });

  it('name the line as an editor counts', () => {
    write([sample({ operation: 'two\nlines' }), sample({ operation: 'two\nlines' }), sample({ value: 77 })]);
    writeFileSync(csv, readFileSync(csv, 'utf8').replace(',77,', ',seven,'));
    expect(complaint(() => readSeries(csv))).toMatch(/line 6: value/);
  });

  it.each([
    ['nothing', () => undefined, 'ENOENT'],
    ['a folder', () => mkdirSync(csv), 'not a regular file'],
    ['a link to a file', () => symlinkSync('/etc/passwd', csv), 'ELOOP'],
    ['a pipe, which is not waited for', () => execFileSync('mkfifo', [csv]), 'not a regular file'],
  ])('are refused where there is %s', (_name, make, message) => {
    make();
    expect(complaint(() => readSeries(csv))).toBe(`/samples.csv: ${message}`);
  });
});

describe('facts about samples.csv', () => {
  it('count all rows, valid or not', () => {
    write([sample({ order: 3 }), sample({ order: 4, iteration: -1, valid: false, invalidReason: 'warm-up', runId: 'other' })]);
    expect(readSampleFacts(csv)).toEqual({ rows: 2, runIds: new Set([sample().runId, 'other']), orders: new Set([3, 4]) });
  });
});
