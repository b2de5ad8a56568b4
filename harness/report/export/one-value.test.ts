import { describe, expect, it } from 'vitest';
import { UserError } from '../../core/errors.ts';
import { CLONE, input, OPEN, run, series, sixBoots } from '../testing/export-example.ts';
import { bencher } from './bencher.ts';
import type { Exported } from './export-input.ts';
import { EXPORT_FORMATS, type ExportFormatName } from './formats.ts';
import { githubActionBenchmark } from './github-action-benchmark.ts';

const json = (exported: Exported, name?: string): unknown =>
  JSON.parse(exported.files.find((file) => name === undefined || file.name === name)?.text ?? 'null');

describe('github-action-benchmark', () => {
  it('has the median of the boots with its interval, under a name that holds neither run nor kernel', () => {
    expect(json(githubActionBenchmark(input(sixBoots())), 'customSmallerIsBetter.json')).toContainEqual({
      name: 'repo-clone/src-tree/clone/virtiofs/guest-cold+host-warm',
      unit: 's',
      value: 37.8,
      range: '36.8 - 40.2',
      extra: expect.stringMatching(
        /^n=6 boots\nmachine=m-5467e032\nkernel=6\.18\.35\.2-microsoft-standard-WSL2\nrun=20261121T211800Z-4f9a1c\n/,
      ),
    });
  });

  it('writes no file without results, which the action refuses', () => {
    expect(githubActionBenchmark(input(sixBoots())).files.map(({ name }) => name)).toEqual(['customSmallerIsBetter.json']);
  });

  it('writes latencies as rates into a file of their own, bounds from low to high', () => {
    const latencies = [0.001, 0.002, 0.002, 0.002, 0.002, 0.004];
    const exported = githubActionBenchmark(input([run({ series: [series(OPEN, latencies, { metric: 'latency' })] })]));
    expect(json(exported, 'customBiggerIsBetter.json')).toEqual([
      expect.objectContaining({ unit: 'operations/s', value: 500, range: '250 - 1000' }),
    ]);
    expect(json(exported, 'customSmallerIsBetter.json')).toEqual([
      expect.objectContaining({ unit: 's', value: 0.002, range: '0.001 - 0.004' }),
    ]);
  });

  it('has every field in the type that src/extract.ts declares', () => {
    const entries = json(githubActionBenchmark(input(sixBoots()))) as Record<string, unknown>[];
    expect(entries).toHaveLength(2);
    for (const { name, value, unit, range, extra } of entries)
      expect([name, value, unit, range, extra].map((field) => typeof field)).toEqual([
        'string',
        'number',
        'string',
        'string',
        'string',
      ]);
  });
});

describe('the Bencher Metric Format', () => {
  it('has the median and its interval in nanoseconds', () => {
    expect(json(bencher(input(sixBoots())))).toEqual({
      'repo-clone/src-tree/clone/9p-socket/guest-cold+host-warm': {
        latency: { value: 41.9e9, lower_value: 40.5e9, upper_value: 44e9 },
      },
      'repo-clone/src-tree/clone/virtiofs/guest-cold+host-warm': {
        latency: { value: 37.8e9, lower_value: 36.8e9, upper_value: 40.2e9 },
      },
    });
  });

  it('leaves bounds out where there are too few values for an interval', () => {
    expect(json(bencher(input(sixBoots().slice(0, 2))))).toMatchObject({
      'repo-clone/src-tree/clone/9p-socket/guest-cold+host-warm': { latency: { value: 42.1e9 } },
    });
    expect(bencher(input(sixBoots().slice(0, 2))).files[0]?.text).not.toContain('lower_value');
  });
});

describe('formats with one value per cell', () => {
  const older = run({ id: '20261121T211800Z-000000', kernel: '6.6.87', series: [series(CLONE, [1])] });
  const newer = run({ id: '20261121T211801Z-000000', kernel: '6.18.35', series: [series(CLONE, [2], { boot: 'next' })] });
  const formats = Object.keys(EXPORT_FORMATS).filter(
    (name) => !['benchfmt', 'otava', 'node-compare', 'markdown'].includes(name),
  ) as ExportFormatName[];

  it.each(formats)('%s refuses runs of two kernels: they would become one figure', (format) => {
    const mixed = (): unknown => EXPORT_FORMATS[format].render(input([older, newer]));
    expect(mixed).toThrow(UserError);
    expect(mixed).toThrow(/kernel 6\.6\.87 and 6\.18\.35/);
  });

  it.each(['benchfmt', 'otava', 'markdown'] as const)('%s keeps them apart', (format) => {
    const text = EXPORT_FORMATS[format].render(input([older, newer])).files[0]?.text ?? '';
    expect(text.indexOf('6.6.87')).toBeGreaterThan(0);
    expect(text.indexOf('6.18.35')).toBeGreaterThan(text.indexOf('6.6.87'));
  });
});
