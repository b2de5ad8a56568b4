import type { RunRecord } from '../core/run-record.ts';
import type { FileView } from './views.ts';

/** A run as a query finds it. */
export interface QueriedRun {
  /** Its folder. */
  readonly path: string;
  readonly runJson: string;
  readonly samples: string;
  readonly summary: string;
  readonly counters: string;
  /** Reads and checks run.json: only called when it is needed, because that takes longer than reading the samples. */
  record(): RunRecord;
}

/** Those of the runs' files that a view is made of. */
export function filesOf(view: FileView, runs: readonly QueriedRun[]): string[] {
  return runs.map((run) => run[view.name]);
}
