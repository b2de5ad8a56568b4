import { existsSync } from 'node:fs';
import type { RunFigures } from '../../attribute/evidence/gather.ts';
import { UserError } from '../../core/errors.ts';
import type { RunRecord } from '../../core/run-record.ts';
import { readCounters } from '../../record/counters-csv.ts';
import { runsNamed } from '../../record/find-runs.ts';
import { readSteps } from '../../record/read-steps.ts';
import type { RunFolder } from '../../record/run-folder.ts';
import { readRunRecord } from '../../record/run-json.ts';
import { asFound } from '../as-found.ts';
import { requireOneConfiguration } from '../compare/one-configuration.ts';

/** A run with all that attribution reads of it. */
export interface AttributableRun {
  readonly folder: RunFolder;
  readonly record: RunRecord;
  readonly figures: RunFigures;
}

/** Boots of one configuration, as the user names them; the records are compared before the first sample is read. */
export function loadRuns(names: readonly string[], results: string): AttributableRun[] {
  const runs = runsNamed(names, results).map((folder) => ({ folder, record: asFound(readRunRecord(folder.runJson)) }));
  requireDistinct(runs);
  requireOneConfiguration(runs.map(({ record }) => record));
  return runs.map(({ folder, record }) => loadRun(folder, record));
}

export function loadRun(folder: RunFolder, record: RunRecord): AttributableRun {
  const counters = existsSync(folder.counters) ? readCounters(folder.counters) : [];
  // A run that was stopped before its first sample has no such file.
  const steps = existsSync(folder.samples) ? readSteps(folder.samples) : [];
  return { folder, record, figures: { runId: record.id, steps, counters } };
}

/** A copy is no evidence of its own. */
export function requireDistinct(runs: readonly Pick<AttributableRun, 'folder' | 'record'>[]): void {
  runs.forEach(({ folder, record: { id } }, index) => {
    const first = runs.findIndex(({ record }) => record.id === id);
    if (first === index) return;
    throw new UserError({
      code: 'run-duplicate',
      what: 'a run is there twice',
      got: `${id} in ${runs[first]?.folder.path} and ${folder.path}`,
      expected: 'each run once: a copy is no evidence of its own',
      fix: 'remove one of the folders, or name the runs one by one',
    });
  });
}
