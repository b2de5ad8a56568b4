import type { LatencyHistogram } from '../../core/latency-histogram.ts';
import { jsonText } from '../terminal-text.ts';
import { requireOneCondition } from './conditions.ts';
import { type Exported, type ExportInput, runsOf } from './export-input.ts';
import { cellFields, cellName } from './names.ts';
import { percentilesOf } from './percentiles.ts';

/** What changes the file system counts as writing; everything else, such as stat and open, as reading. */
const CHANGING = /^(append|create|delete|fsync|mix-checkout|mix-install|mix-remove|mkdir|overwrite|rename|rmdir|unlink|write)/;

/**
 * fio's JSON (axboe/fio stat.c), as `--output-format=json+` writes it: one job per cell. Bytes are zero because operations are counted,
 * not bytes; there is no queue to submit to, so `slat_ns` is zero too.
 */
export function fio(input: ExportInput): Exported {
  const runs = runsOf(input);
  requireOneCondition(runs, 'fio');
  const [first] = input.histograms.map(({ startSeconds }) => startSeconds).toSorted((a, b) => a - b);
  const text = jsonText({
    'fio version': `fio-like (mntbench ${input.version})`,
    timestamp: Math.floor(first ?? 0),
    jobs: input.histograms.map(jobOf),
  });
  return { files: [{ name: 'fio.json', text }], cells: input.histograms.length, notes: [] };
}

function jobOf(histogram: LatencyHistogram): object {
  const isWrite = CHANGING.test(histogram.cell.operation);
  return {
    jobname: cellName(histogram.cell),
    error: 0,
    'job options': Object.fromEntries(cellFields(histogram.cell)),
    read: isWrite ? NOTHING : directionOf(histogram),
    write: isWrite ? directionOf(histogram) : NOTHING,
    trim: NOTHING,
  };
}

const NO_LATENCY = { min: 0, max: 0, mean: 0, stddev: 0, N: 0 };
const NO_BYTES = { io_bytes: 0, io_kbytes: 0, bw_bytes: 0, bw: 0 };
const NOTHING = { ...NO_BYTES, iops: 0, runtime: 0, total_ios: 0, slat_ns: NO_LATENCY, clat_ns: NO_LATENCY, lat_ns: NO_LATENCY };

function directionOf(histogram: LatencyHistogram): object {
  const { minimumNs: min, maximumNs: max, meanNs: mean, standardDeviationNs: stddev, count: N, lengthSeconds } = histogram;
  const latency = {
    ...{ min, max, mean, stddev, N },
    percentile: Object.fromEntries(percentilesOf(histogram).map(({ share, valueNs }) => [(share * 100).toFixed(6), valueNs])),
    bins: Object.fromEntries(histogram.buckets.map(({ valueNs, count }) => [String(valueNs), count])),
  };
  return {
    ...NO_BYTES,
    iops: lengthSeconds === 0 ? 0 : N / lengthSeconds,
    runtime: Math.round(lengthSeconds * 1000),
    total_ios: N,
    slat_ns: NO_LATENCY,
    clat_ns: latency,
    lat_ns: latency,
  };
}
