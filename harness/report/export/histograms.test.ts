import { describe, expect, it } from 'vitest';
import { consume, skipping } from '../testing/consumer.ts';
import { input, OPEN, OPENS_NS, opens, run, series, sixBoots } from '../testing/export-example.ts';
import { fio } from './fio.ts';
import { hdrV2, hgrm } from './hdr.ts';
import { openMetrics } from './open-metrics.ts';
import { percentileDistribution } from './percentile-distribution.ts';
import { percentilesOf } from './percentiles.ts';

const textOf = (render: typeof fio, change: Parameters<typeof input>[1] = { histograms: [opens()] }): string =>
  render(input([run()], change)).files[0]?.text ?? '';

describe('percentiles of a histogram', () => {
  const shares = (count: number): number[] =>
    percentilesOf(
      opens(
        OPEN,
        Array.from({ length: count }, (_, index) => index + 1),
      ),
    ).map(({ share }) => share);

  it.each([
    [10, [0.5]],
    [99, [0.5]],
    [100, [0.5, 0.9]],
    [199, [0.5, 0.9]],
    [200, [0.5, 0.9, 0.95]],
    [1000, [0.5, 0.9, 0.95, 0.99]],
    [10_000, [0.5, 0.9, 0.95, 0.99, 0.999]],
  ])('of %i values are those with ten values beyond them', (count, allowed) => {
    expect(shares(count)).toEqual(allowed);
  });

  it('are the smallest values that so many are not above', () => {
    expect(
      percentilesOf(
        opens(
          OPEN,
          Array.from({ length: 200 }, (_, index) => index + 1),
        ),
      ),
    ).toEqual([
      { share: 0.5, valueNs: 100 },
      { share: 0.9, valueNs: 180 },
      { share: 0.95, valueNs: 190 },
    ]);
  });
});

describe('fio', () => {
  const job = (operation = 'open'): { read: Record<string, unknown>; write: Record<string, unknown> } & Record<string, unknown> =>
    JSON.parse(textOf(fio, { histograms: [opens({ ...OPEN, phase: operation, operation })] })).jobs[0];

  it('has a job per cell, with the latencies of its operations', () => {
    const document = JSON.parse(textOf(fio));
    expect(document['fio version']).toBe('fio-like (mntbench 1.0.0)');
    expect(document.timestamp).toBe(1764000000);
    expect(job()).toMatchObject({
      jobname: 'small-file/tiny/open/virtiofs/guest-warm+host-warm',
      error: 0,
      read: {
        ...{ io_bytes: 0, io_kbytes: 0, bw_bytes: 0, bw: 0, iops: expect.closeTo(1111.111111, 5), runtime: 9, total_ios: 10 },
        slat_ns: { min: 0, max: 0, mean: 0, stddev: 0, N: 0 },
        clat_ns: { min: 410000, max: 4200000, mean: 889000, N: 10, percentile: { '50.000000': 460000 } },
      },
      write: { total_ios: 0 },
    });
  });

  it('leaves out percentiles that the number of values does not allow', () => {
    expect(Object.keys((job().read.clat_ns as { percentile: object }).percentile)).toEqual(['50.000000']);
  });

  it.each(['create', 'write.4k', 'overwrite', 'append', 'mkdir', 'rename', 'unlink', 'delete', 'fsync'])(
    'counts %s as writing',
    (operation) => {
      expect([job(operation).read.total_ios, job(operation).write.total_ios]).toEqual([0, 10]);
    },
  );

  it.each(['stat', 'read.4k', 'list', 'access', 'walk', 'null', 'mix-status'])('counts %s as reading', (operation) => {
    expect([job(operation).read.total_ios, job(operation).write.total_ios]).toEqual([10, 0]);
  });

  const tool = skipping('fio_jsonplus_clat2csv', ['--help']);
  it.skipIf(tool.skip)(`is what fio_jsonplus_clat2csv reads and validates${tool.note}`, () => {
    const { status, stdout, stderr } = consume(textOf(fio), (path) => [
      'sh',
      '-c',
      'fio_jsonplus_clat2csv "$1" "$1.csv" && fio_jsonplus_clat2csv "$1" "$1.csv" --validate && sed -n 2p "$1_job0.csv"',
      'sh',
      path,
    ]);
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toContain('validated');
    expect(stdout).toMatch(/^410000, , , , 1, 1, 0\.1,/m);
  });
});

describe('OpenMetrics', () => {
  const text = textOf(openMetrics);

  it('has cumulative buckets in rising order up to +Inf, count and sum', () => {
    const labels =
      'workload="small-file",preset="tiny",phase="open",operation="open",target="virtiofs",transport="virtiofs",concurrency="1",cache="guest-warm+host-warm"';
    const line = (suffix: string, le: string | null, value: string): string =>
      `mntbench_operation_seconds_${suffix}{${labels}${le === null ? '' : `,le="${le}"`}} ${value}`;
    expect(text.split('\n').filter((row) => !row.endsWith(' 0'))).toEqual([
      '# TYPE mntbench_operation_seconds histogram',
      '# UNIT mntbench_operation_seconds seconds',
      '# HELP mntbench_operation_seconds Latency of one operation, closed loop.',
      line('bucket', '0.0005', '7'),
      line('bucket', '0.001', '9'),
      line('bucket', '0.0025', '9'),
      ...['0.005', '0.01', '0.025', '0.05', '0.1', '0.25', '0.5', '1.0', '2.5', '5.0', '10.0', '+Inf'].map((le) =>
        line('bucket', le, '10'),
      ),
      line('count', null, '10'),
      line('sum', null, '0.00889'),
      '# TYPE mntbench_run info',
      '# HELP mntbench_run Runs that the figures are made from.',
      'mntbench_run_info{run_id="20261121T211800Z-4f9a1c",machine="m-5467e032",kernel="6.18.35.2-microsoft-standard-WSL2"} 1',
      '# EOF',
      '',
    ]);
  });

  it('writes bounds in the canonical form of the specification', () => {
    expect([...text.matchAll(/le="([^"]+)"/g)].map(([, le]) => le).slice(0, 8)).toEqual([
      ...['1e-06', '2.5e-06', '5e-06', '1e-05', '2.5e-05', '5e-05', '0.0001', '0.00025'],
    ]);
  });

  const whole = openMetrics(
    input([run({ series: [series(OPEN, [0.0005, 0.0006], { metric: 'latency' })] })], { histograms: [opens()] }),
  ).files[0]?.text as string;

  const promtool = skipping('promtool', ['--version']);
  it.skipIf(promtool.skip)(`is taken in by Prometheus, given a time${promtool.note}`, () => {
    const timed = whole.replaceAll(/^(?!#)(.+)$/gm, '$1 1764000000');
    const { status, stderr, stdout } = consume(timed, (path, folder) => [
      ...(['promtool', 'tsdb', 'create-blocks-from', 'openmetrics', path, folder] as const),
    ]);
    expect(status, stderr).toBe(0);
    const series = whole.split('\n').filter((line) => line !== '' && !line.startsWith('#')).length;
    expect(stdout).toMatch(new RegExp(`\\s${series}\\s+${series}\\s+${series}\\s`));
  });

  const python = skipping('/usr/bin/python3', ['-c', 'import prometheus_client.openmetrics.parser']);
  it.skipIf(python.skip)(`is read by the reference parser${python.note}`, () => {
    const script =
      'import sys; from prometheus_client.openmetrics.parser import text_string_to_metric_families as p; print([(f.name, f.type, f.unit) for f in p(open(sys.argv[1]).read())])';
    const { stdout, stderr } = consume(whole, (path) => ['/usr/bin/python3', '-c', script, path]);
    expect(stderr).toBe('');
    expect(stdout.trim()).toBe(
      "[('mntbench_operation_seconds', 'histogram', 'seconds'), ('mntbench_median_seconds', 'gauge', 'seconds'), ('mntbench_run', 'info', '')]",
    );
  });
});

describe('HdrHistogram', () => {
  it('log has an interval per cell with the payload as it was encoded', () => {
    expect(textOf(hdrV2)).toBe(`#[Histogram log format version 1.3]
#[Values in nanoseconds]
"StartTimestamp","Interval_Length","Interval_Max","Interval_Compressed_Histogram"
Tag=small-file/tiny/open/virtiofs/guest-warm+host-warm,1764000000.000,0.009,4.200,HISTFAAADx4n
`);
  });

  it('distribution has the lines of the format', () => {
    expect(
      percentileDistribution(opens(), { unitNs: 1e6, ticksPerHalfDistance: 1 }),
    ).toBe(`       Value     Percentile TotalCount 1/(1-Percentile)

       0.410 0.000000000000          1           1.00
       0.460 0.500000000000          5           2.00
       0.640 0.750000000000          8           4.00
       0.900 0.875000000000          9           8.00
       4.200 0.937500000000         10          16.00
       4.200 1.000000000000         10
#[Mean    =        0.889, StdDeviation   =        1.113]
#[Max     =        4.200, Total count    =           10]
`);
  });

  it('distribution is a file per cell that names its unit', () => {
    const cells = [opens(), opens({ ...OPEN, phase: 'open', operation: 'open-close' }, OPENS_NS)];
    expect(hgrm(input(sixBoots(), { histograms: cells })).files.map(({ name }) => name)).toEqual([
      'small-file.tiny.open.virtiofs.guest-warm+host-warm.hgrm',
      'small-file.tiny.open_open-close.virtiofs.guest-warm+host-warm.hgrm',
    ]);
    expect(textOf(hgrm)).toMatch(/#\[Unit {4}= microseconds\]\n$/);
  });
});
