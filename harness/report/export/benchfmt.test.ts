import { describe, expect, it } from 'vitest';
import { keysOf, readBenchfmt } from '../testing/benchfmt-reader.ts';
import { consume, skipping } from '../testing/consumer.ts';
import { CLONE, CLONE_9P, input, OVER_9P, OVER_VIRTIOFS, run, series, sixBoots } from '../testing/export-example.ts';
import { benchfmt } from './benchfmt.ts';
import { aboutRuns } from './notes.ts';

const textOf = (...args: Parameters<typeof input>): string => benchfmt(input(...args)).files[0]?.text ?? '';

describe('the Go benchmark format', () => {
  it('has a line per value, in seconds', () => {
    expect(textOf(sixBoots().slice(0, 1))).toBe(`Unit sec/op better=lower assume=nothing
machine: m-5467e032
kernel: 6.18.35.2-microsoft-standard-WSL2
# run 20261121T211800Z-4f9a1c
BenchmarkRepoClone/phase=clone/op=clone/preset=src-tree/transport=9p-socket/threads=1/cache=guest-cold+host-warm 1 41.2 sec/op
BenchmarkRepoClone/phase=clone/op=clone/preset=src-tree/transport=virtiofs/threads=1/cache=guest-cold+host-warm 1 37 sec/op
`);
  });

  it('is read by the rules of benchfmt/reader.go as what was measured', () => {
    const { results, units } = readBenchfmt(textOf(sixBoots()));
    const over = (transport: string): number[] =>
      results.filter(({ name }) => keysOf(name).keys.transport === transport).map(({ values }) => values[0]?.value ?? 0);
    expect([over('9p-socket'), over('virtiofs')]).toEqual([OVER_9P, OVER_VIRTIOFS]);
    expect([...units]).toEqual([
      ['sec/op better', 'lower'],
      ['sec/op assume', 'nothing'],
    ]);
  });

  it('gives benchstat one table for boots that are alike: nothing but kernel and machine stands in the configuration', () => {
    const { results } = readBenchfmt(textOf(sixBoots()));
    expect(new Set(results.map(({ config }) => JSON.stringify(config)))).toEqual(
      new Set(['{"machine":"m-5467e032","kernel":"6.18.35.2-microsoft-standard-WSL2"}']),
    );
  });

  it('takes back a condition that the next run does not have', () => {
    const known = run({ id: '20261121T211800Z-000000', series: [series(CLONE, [1])] });
    const unknown = run({ id: '20261121T211801Z-000000', kernel: '', series: [series(CLONE, [2], { boot: 'other' })] });
    const { results } = readBenchfmt(textOf([known, unknown]));
    expect(results.map(({ config }) => config.kernel)).toEqual(['6.18.35.2-microsoft-standard-WSL2', undefined]);
  });

  it('warns at the top that samples of one boot are not independent, and has medians of boots instead when asked', () => {
    const one = [run({ series: [series(CLONE, [3, 1, 2, 9, 4])] })];
    expect(textOf(one)).toMatch(/^# warning: values of one boot are not independent/);
    expect(readBenchfmt(textOf(one)).results).toHaveLength(5);
    const byBoot = textOf(one, { level: 'boot' });
    expect(byBoot).not.toContain('warning');
    expect(readBenchfmt(byBoot).results.map(({ values }) => values)).toEqual([[{ value: 3, unit: 'sec/op' }]]);
  });

  it('counts two runs in one boot as one boot', () => {
    const again = [CLONE, CLONE].map((cell, index) =>
      run({ id: `20261121T21180${index}Z-000000`, series: [series(cell, [1 + index])] }),
    );
    const { results } = readBenchfmt(textOf(again, { level: 'boot' }));
    expect(results.map(({ values }) => values[0]?.value)).toEqual([1.5]);
  });

  it('never ends a name in what is read as a number of processors', () => {
    const cell = {
      ...CLONE_9P,
      workload: 'odd',
      preset: 'v-8',
      phase: 'a-1',
      operation: 'b-2',
      target: 'drive-2',
      concurrency: 4,
    };
    const [result] = readBenchfmt(textOf([run({ series: [series(cell, [1])] })])).results;
    expect(keysOf(result?.name ?? '')).toEqual({
      base: 'Odd',
      processors: null,
      keys: {
        phase: 'a-1',
        op: 'b-2',
        preset: 'v-8',
        transport: '9p-socket',
        target: 'drive-2',
        threads: '4',
        cache: 'guest-cold+host-warm',
      },
    });
  });

  it('tells what was left out because nothing valid was measured', () => {
    const failed = run({ series: [series(CLONE, []), series(CLONE_9P, [1])] });
    const { notes, files } = benchfmt(input([failed]));
    expect(notes).toEqual(['1 cell left out (no valid value): repo-clone/src-tree/clone/virtiofs/guest-cold+host-warm']);
    expect(files[0]?.text).not.toContain('virtiofs');
  });

  it('comes with a word on runs that are not whole or were emulated', () => {
    const { record, ...rest } = run();
    const emulated = { ...rest, record: { ...record, environment: { before: { emulated: true }, after: null } } };
    const partial = { ...rest, record: { ...record, status: 'partial' as const } };
    expect(aboutRuns([run(), partial, emulated])).toEqual([
      'run 20261121T211800Z-4f9a1c is partial',
      'emulated processor: compare within one boot only',
    ]);
    expect(aboutRuns([run()])).toEqual([]);
  });

  const benchstat = skipping('benchstat', ['/dev/null']);
  it.skipIf(benchstat.skip)(`is read by benchstat${benchstat.note}`, () => {
    const { stdout, stderr, status } = consume(textOf(sixBoots()), (path) => [
      'benchstat',
      '-format',
      'csv',
      '-col',
      '/transport',
      path,
    ]);
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toContain(',37.8,6%,-9.79%,p=0.002 n=6');
  });
});
