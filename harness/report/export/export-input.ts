import type { LatencyHistogram } from '../../core/latency-histogram.ts';
import type { RunRecord } from '../../core/run-record.ts';
import type { Series } from '../../core/series.ts';
import type { Summary } from '../../core/summary.ts';

export interface ExportRun {
  readonly record: RunRecord;
  readonly series: readonly Series[];
  readonly summaries: readonly Summary[];
}

/** What a format is made from. */
export interface ExportInput {
  /** The runs of each name on the command line; no run twice. */
  readonly sides: readonly (readonly ExportRun[])[];
  /** Merged over all runs; empty for formats that ask for none. */
  readonly histograms: readonly LatencyHistogram[];
  /** `boot`: medians of boots, which are independent. `sample`: every value. */
  readonly level: 'sample' | 'boot';
  /** Of this program. */
  readonly version: string;
}

export interface ExportedFile {
  /** Inside the folder that a format of several files needs. */
  readonly name: string;
  readonly text: string;
}

export interface Exported {
  readonly files: readonly ExportedFile[];
  /** Cells in them. */
  readonly cells: number;
  /** What the reader of the file would not see: what was left out, and how far the figures carry. */
  readonly notes: readonly string[];
}

/** All runs, oldest first. */
export function runsOf({ sides }: Pick<ExportInput, 'sides'>): ExportRun[] {
  return sides.flat().toSorted((a, b) => (a.record.id < b.record.id ? -1 : 1));
}
