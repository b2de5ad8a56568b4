import { describe, expect, it } from 'vitest';
import type { Cell } from '../../core/cell.ts';
import type { Summary } from '../../core/summary.ts';
import { keysOf, readBenchfmt } from '../testing/benchfmt-reader.ts';
import { CLONE, input, opens, run, series } from '../testing/export-example.ts';
import { csvText } from './csv-text.ts';
import { EXPORT_FORMATS, type ExportFormatName } from './formats.ts';
import { cellName } from './names.ts';
import { safePart } from './safe-text.ts';

/** What a stranger's results may hold where a name or a version is expected. */
const HOSTILE = [
  '=cmd|"/C calc"!A0',
  '@SUM(1+1)*cmd',
  '+1',
  '-2',
  'a,b',
  'a"b',
  "a'b",
  'two\nlines',
  'two\r\nlines',
  'tab\tbed',
  '<script>alert(1)</script>',
  '../../etc/passwd',
  '/',
  '\u001b[2J',
  '\u202eevil',
  '{}',
  '# EOF',
  'a|b`c',
  '![](http://x)',
  '@everyone',
  '--flag',
  '\\',
  '',
  ' ',
  'name with spaces-8',
  '\ud800',
  '日本',
] as const;

const hostileCell = (text: string): Cell => ({
  ...CLONE,
  workload: text,
  preset: text,
  phase: text,
  operation: text,
  target: text,
});
const summary = (cell: Cell): Summary => ({
  ...cell,
  ...{ runId: '', metric: 'latency', unit: 'ns', better: 'lower', boots: 1, n: 6, nInvalid: 0 },
  ...{ median: 5, low: 4, high: 6, mean: 5, standardDeviation: 1, minimum: 4, maximum: 6, mad: 1 },
  ...{ p90: null, p95: null, p99: null, p999: null, outliersMild: 0, outliersSevere: 0, lagOne: null, driftPercent: null },
  ...{ steady: true, stop: 'precise', ratioToNative: null, emulated: false },
  warnings: [{ code: 'x', severity: 'warn', message: `exit:${cell.phase}`, evidence: '', remedy: '' }],
});

function exported(format: ExportFormatName, text: string): string[] {
  const cell = hostileCell(text);
  const times = [
    series(cell, [1, 2, 3]),
    series(cell, [1, 1, 1], { metric: 'user' }),
    series(cell, [1, 1, 1], { metric: 'system' }),
  ];
  const made = run({ kernel: text, series: times, summaries: [summary(cell)] });
  const record = { ...made.record, targets: made.record.targets.map((target) => ({ ...target, id: text })) };
  const other = { ...made, record: { ...record, id: '20261121T211801Z-4f9a1c' } };
  const sides = format === 'node-compare' ? [[{ ...made, record }], [other]] : [[{ ...made, record }]];
  const { files } = EXPORT_FORMATS[format].render(input([], { sides, histograms: [opens(cell)] }));
  for (const { name } of files) expect(name).toMatch(/^[A-Za-z0-9%._+-]+$/);
  return files.map((file) => file.text);
}

describe.each(HOSTILE)('a results folder that calls everything %j', (text) => {
  it('has a name of its own that needs no escape anywhere', () => {
    expect(cellName(hostileCell(text))).toMatch(/^[A-Za-z0-9._%:/+-]+$/);
    expect(safePart(text)).toMatch(/^[A-Za-z0-9._%]/);
  });

  it('reaches no terminal', () => {
    const files = (Object.keys(EXPORT_FORMATS) as ExportFormatName[]).flatMap((format) => exported(format, text));
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not reach a terminal
    for (const file of files) expect(file).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
  });

  it('is one benchmark for benchstat', () => {
    const { results } = readBenchfmt(exported('benchfmt', text)[0] ?? '');
    expect(results).toHaveLength(3);
    expect(results.map(({ name }) => keysOf(name).processors)).toEqual([null, null, null]);
    expect(Object.keys(results[0]?.config ?? {}).filter((key) => key !== 'kernel')).toEqual(['machine']);
  });

  it('is JSON where the format is', () => {
    const formats = ['github-action-benchmark', 'bencher', 'hyperfine-json', 'fio'] as const;
    for (const file of formats.flatMap((format) => exported(format, text))) expect(() => JSON.parse(file)).not.toThrow();
  });

  it.each(['hyperfine-csv', 'otava', 'node-compare'] as const)('is no formula and no further row or column in %s', (format) => {
    const rows = fields(exported(format, text)[0] ?? '');
    expect(new Set(rows.map((row) => row.length)).size).toBe(1);
    for (const field of rows.flat()) expect(field).not.toMatch(/^[=+\-@\t\r]/);
  });

  it('is one label value in OpenMetrics', () => {
    const label = String.raw`[a-z_]+="(?:[^"\\\n]|\\\\|\\"|\\n)*"`;
    const line = new RegExp(String.raw`^(?:# (?:TYPE|UNIT|HELP) .*|[a-z_]+\{${label}(?:,${label})*\} [0-9.e+-]+)$`);
    const lines = (exported('openmetrics', text)[0] ?? '').split('\n');
    expect(lines.slice(-2)).toEqual(['# EOF', '']);
    for (const row of lines.slice(0, -2)) expect(row).toMatch(line);
  });

  it('is one tag in a histogram log', () => {
    expect((exported('hdr-v2', text)[0] ?? '').split('\n')[3]).toMatch(
      /^Tag=[^,\s]+,[\d.]+,[\d.]+,[\d.]+,HISTFAAA[A-Za-z0-9+/=]*$/,
    );
  });

  it('stays in its cell of a Markdown table, without markup', () => {
    const [file = ''] = exported('markdown', text);
    const rows = file.split('\n').filter((line) => line.startsWith('|'));
    expect(rows.length).toBeGreaterThanOrEqual(3);
    for (const row of rows)
      expect(row.replaceAll(/\\./g, '').split('|')).toHaveLength((rows[0] ?? '').replaceAll(/\\./g, '').split('|').length);
    const outsideOfCode = file.replaceAll(/`[^`\n]*`/g, '').replaceAll(/\\./g, '');
    expect(outsideOfCode).not.toMatch(/<|!\[|@\w/);
  });
});

it('names of different cells differ', () => {
  const names = HOSTILE.filter((text) => text !== '\ud800').map((text) => cellName(hostileCell(text)));
  expect(new Set(names).size).toBe(names.length);
  expect(cellName({ ...CLONE, phase: 'a', operation: 'b.c' })).not.toBe(cellName({ ...CLONE, phase: 'a.b', operation: 'c' }));
});

it('CSV puts an apostrophe before what a spreadsheet would run', () => {
  expect(csvText([['=1+1', 'a"b', 1, '']], 'needed')).toBe(`'=1+1,"a""b",1,\n`);
});

/** RFC 4180. */
function fields(text: string): string[][] {
  const rows: string[][] = [[]];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\n]*))(,|\n)/g)) {
    rows.at(-1)?.push((quoted ?? plain ?? '').replaceAll('""', '"'));
    if (end === '\n') rows.push([]);
  }
  return rows.filter((row) => row.length > 0);
}
