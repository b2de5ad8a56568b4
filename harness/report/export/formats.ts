import { bencher } from './bencher.ts';
import { benchfmt } from './benchfmt.ts';
import type { Exported, ExportInput } from './export-input.ts';
import { fio } from './fio.ts';
import { githubActionBenchmark } from './github-action-benchmark.ts';
import { hdrV2, hgrm } from './hdr.ts';
import { hyperfineCsv, hyperfineJson } from './hyperfine.ts';
import { markdown } from './markdown.ts';
import { nodeCompare } from './node-compare.ts';
import { openMetrics } from './open-metrics.ts';
import { otava } from './otava.ts';

export interface ExportFormat {
  /** `one` can go to standard output; `several` need a folder. */
  readonly files: 'one' | 'several';
  /** Whether it is made from the logs of single latencies, which take longer to read than samples. */
  readonly histograms: boolean;
  readonly render: (input: ExportInput) => Exported;
}

export const EXPORT_FORMATS = {
  benchfmt: { files: 'one', histograms: false, render: benchfmt },
  'github-action-benchmark': { files: 'several', histograms: false, render: githubActionBenchmark },
  bencher: { files: 'one', histograms: false, render: bencher },
  'hyperfine-json': { files: 'one', histograms: false, render: hyperfineJson },
  'hyperfine-csv': { files: 'one', histograms: false, render: hyperfineCsv },
  fio: { files: 'one', histograms: true, render: fio },
  hgrm: { files: 'several', histograms: true, render: hgrm },
  'hdr-v2': { files: 'one', histograms: true, render: hdrV2 },
  otava: { files: 'several', histograms: false, render: otava },
  'node-compare': { files: 'one', histograms: false, render: nodeCompare },
  openmetrics: { files: 'one', histograms: true, render: openMetrics },
  markdown: { files: 'one', histograms: false, render: markdown },
} as const satisfies Record<string, ExportFormat>;

export type ExportFormatName = keyof typeof EXPORT_FORMATS;
