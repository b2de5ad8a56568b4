import type { HistorySource } from '../../compare/history/history-source.ts';
import { UserError } from '../../core/errors.ts';
import type { LeftOut } from '../../core/history.ts';
import type { Series } from '../../core/series.ts';
import { readSeries } from '../../record/read-series.ts';
import { isRetracted, type RunFolder } from '../../record/run-folder.ts';
import { readRunRecord } from '../../record/run-json.ts';
import { labName } from '../../report/conditions.ts';
import { asFound } from '../as-found.ts';
import { settingOf } from './setting.ts';

/** Which runs and cells a history is of. Null: all. */
export interface HistoryFilter {
  readonly machine: string | null;
  readonly workload: string | null;
  readonly target: string | null;
  readonly transport: string | null;
}

export interface ReadRuns {
  readonly sources: readonly HistorySource[];
  readonly leftOut: LeftOut;
}

/** Every run on its own: one that cannot be read is told and left out. */
export function readRuns(folders: readonly RunFolder[], filter: HistoryFilter): ReadRuns {
  const sources: HistorySource[] = [];
  const leftOut = { retracted: [] as string[], duplicates: [] as string[], unreadable: [] as { dir: string; reason: string }[] };
  const seen = new Set<string>();
  for (const folder of folders) {
    if (isRetracted(folder)) {
      leftOut.retracted.push(folder.path);
      continue;
    }
    try {
      const record = asFound(readRunRecord(folder.runJson));
      if (filter.machine !== null && record.machineId !== filter.machine) continue;
      if (seen.has(record.id)) {
        leftOut.duplicates.push(folder.path);
        continue;
      }
      const series = readSeries(folder.samples).filter((one) => isWanted(one, filter));
      seen.add(record.id);
      const { lab } = record;
      const setting = lab === null ? null : settingOf(lab);
      sources.push({ dir: folder.path, record, series, setting, conditions: lab === null ? null : labName(lab) });
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      leftOut.unreadable.push({ dir: folder.path, reason: error.complaint.got });
    }
  }
  return { sources, leftOut };
}

function isWanted({ cell }: Series, { workload, target, transport }: HistoryFilter): boolean {
  return (
    (workload === null || cell.workload === workload) &&
    (target === null || cell.target === target) &&
    (transport === null || cell.transport === transport)
  );
}
