import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { SampleIdentity } from '../../core/sample.ts';
import { HistogramLogs, readHistogram } from '../../record/histogram-log.ts';
import { readLatencies } from '../../record/latencies.ts';
import { percentileDistribution } from '../../report/export/percentile-distribution.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mntbench-distribution-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const STAT: SampleIdentity = {
  workload: 'probe',
  preset: 'tiny',
  phase: 'stat',
  operation: 'stat',
  target: 'native',
  concurrency: 1,
  cacheState: 'guest-warm/host-warm',
  block: 0,
  iteration: 0,
};

it.each([
  ['one value', [417]],
  ['two values', [417, 90_000]],
  ['one value many times', Array.from({ length: 1000 }, () => 5e6)],
  ['a long tail', Array.from({ length: 20_000 }, (_, index) => 400 + index ** 2.1)],
  ['two modes', Array.from({ length: 3000 }, (_, index) => (index % 7 === 0 ? 2e6 : 900) + index)],
])('the percentile distribution of %s is what HdrHistogram itself writes', (_, latencies) => {
  new HistogramLogs(folder, false).append('stat', STAT, Float64Array.from(latencies), 0, 1000);
  const [histogram] = readLatencies([{ histograms: folder, targets: [{ id: 'native', transport: 'native' }] }]);
  if (histogram === undefined) throw new Error('no histogram');
  const own = readHistogram(join(folder, 'stat.hlog'))?.outputPercentileDistribution(5, 1e3);
  // The sizes of the library's own tables are not in ours.
  expect(percentileDistribution(histogram, { unitNs: 1e3, ticksPerHalfDistance: 5 })).toBe(own?.replace(/#\[Buckets.*\n/, ''));
});
