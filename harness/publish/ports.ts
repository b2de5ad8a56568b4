import type { RunRecord } from '../core/run-record.ts';
import type { Median } from './index-row.ts';
import type { ReadmeFormats } from './readme.ts';

/** A run whose files are all sound. */
export interface CheckedRun {
  readonly record: RunRecord;
  /** In lower case: words of workloads, operations and file systems that the run's tables are made of. */
  readonly vocabulary: ReadonlySet<string>;
}

/** How the files of a run are read and shown: other stages know. */
export interface RunFiles extends ReadmeFormats {
  /** Throws a UserError that tells what is wrong with the run in this folder. */
  check(folder: string): CheckedRun;
  record(path: string): RunRecord;
  /** Of a summary.csv: the few that a README shows. */
  medians(path: string): Median[];
  csvText(rows: readonly (readonly unknown[])[]): string;
  /** By file name. */
  readonly schemas: ReadonlyMap<string, string>;
  readonly version: string;
}
