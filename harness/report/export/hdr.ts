import { requireOneCondition } from './conditions.ts';
import { type Exported, type ExportInput, runsOf } from './export-input.ts';
import { cellName } from './names.ts';
import { percentileDistribution } from './percentile-distribution.ts';

/** Microseconds: what is fast on a local disk would be 0.000 in the milliseconds that are usual in such files. */
const SCALE = { unitNs: 1e3, ticksPerHalfDistance: 5 };

/** One percentile distribution per cell, for HdrHistogram's plotter. The format has no field for the unit; a comment says it. */
export function hgrm(input: ExportInput): Exported {
  requireOneCondition(runsOf(input), 'hgrm');
  const files = input.histograms.map((histogram) => ({
    name: `${cellName(histogram.cell).replaceAll('/', '.').replaceAll(':', '_')}.hgrm`,
    text: `${percentileDistribution(histogram, SCALE)}#[Unit    = microseconds]\n`,
  }));
  return { files, cells: files.length, notes: [] };
}

const LOG_HEAD = [
  '#[Histogram log format version 1.3]',
  '#[Values in nanoseconds]',
  '"StartTimestamp","Interval_Length","Interval_Max","Interval_Compressed_Histogram"',
];

/** A log with one interval per cell, named by its tag; readers merge lines of one tag. Names hold no comma and no space. */
export function hdrV2(input: ExportInput): Exported {
  requireOneCondition(runsOf(input), 'hdr-v2');
  const lines = input.histograms.map(({ cell, startSeconds, lengthSeconds, maximumNs, payload }) =>
    [`Tag=${cellName(cell)}`, startSeconds.toFixed(3), lengthSeconds.toFixed(3), (maximumNs / 1e6).toFixed(3), payload].join(','),
  );
  return {
    files: [{ name: 'mntbench.hlog', text: `${[...LOG_HEAD, ...lines].join('\n')}\n` }],
    cells: input.histograms.length,
    notes: [],
  };
}
