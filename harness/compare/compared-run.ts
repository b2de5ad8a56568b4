import { type Environment, environmentSchema } from '../core/environment.ts';
import type { RunRecord } from '../core/run-record.ts';
import type { Series } from '../core/series.ts';
import type { Summary } from '../core/summary.ts';

/** What comparing needs of a run. */
export interface ComparedRun {
  readonly record: RunRecord;
  readonly series: readonly Series[];
  /** Only their warnings are used. */
  readonly summaries: readonly Summary[];
}

/** The machine before the run; null where it was written by a program that knew another document. */
export function environmentOf({ environment: { before } }: Pick<RunRecord, 'environment'>): Environment | null {
  return environmentSchema.safeParse(before).data ?? null;
}
