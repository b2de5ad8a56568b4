import type { RunRecord } from '../../core/run-record.ts';
import type { Summary } from '../../core/summary.ts';
import type { RunFolder } from '../../record/run-folder.ts';

interface Ended {
  readonly record: RunRecord;
  readonly folder: RunFolder;
  readonly summaries: readonly Summary[];
}

/** A line for each mount where the probe was measured, for the end of a run; what it needs is loaded only then. */
export async function whereTimeGoes({ record, folder, summaries }: Ended): Promise<string> {
  if (!summaries.some(({ workload, median }) => workload === 'probe' && median !== null)) return '';
  const { plainAttribution } = await import('./attribution.ts');
  const { loadRun } = await import('./load.ts');
  const { attributionLines } = await import('../../report/attribution-lines.ts');
  return attributionLines(plainAttribution(loadRun(folder, record)));
}
