import { historyOf } from '../compare/history/history.ts';
import { UserError } from '../core/errors.ts';
import type { History, HistoryOrder } from '../core/history.ts';
import { runsNamed } from '../record/find-runs.ts';
import { findRuns } from '../record/run-folder.ts';
import { historyText } from '../report/history-text.ts';
import { jsonText, terminalText } from '../report/terminal-text.ts';
import { EXIT, type ExitCode, type Streams } from './exit.ts';
import { type HistoryFilter, readRuns } from './history/read-runs.ts';

export interface HistoryOptions {
  /** None: the results folder. */
  readonly runs: readonly string[];
  readonly results: string;
  readonly by: HistoryOrder;
  readonly filter: HistoryFilter;
  readonly all: boolean;
  readonly json: boolean;
}

/** Runs in time or by version, and which cells moved where. */
export function history({ runs, results, by, filter, all, json }: HistoryOptions, { out, err }: Streams): ExitCode {
  const folders = runs.length === 0 ? findRuns(results) : runsNamed(runs, results);
  const { sources, leftOut } = readRuns(folders, filter);
  for (const { reason } of leftOut.unreadable) err.write(`left out: ${terminalText(reason)}\n`);
  const isPartial = leftOut.unreadable.length > 0;
  const found = historyOf(sources, { by, leftOut });
  if (!isPartial) refuseEmpty(found, folders.length, results, filter);
  out.write(json ? jsonText(found) : historyText(found, all));
  return isPartial ? EXIT.part : EXIT.done;
}

/** With unreadable runs there may have been something: that is told by what is left out. */
function refuseEmpty({ machines }: History, folders: number, results: string, filter: HistoryFilter): void {
  if (machines.some(({ series }) => series.length > 0)) return;
  const wanted = Object.entries(filter).flatMap(([name, value]) => (value === null ? [] : [`--${name} ${value}`]));
  throw new UserError({
    code: 'history-empty',
    what: 'there is nothing to show a history of',
    got:
      folders === 0
        ? `${results}, which holds no runs`
        : `${folders} runs, none with a sample that fits ${wanted.join(' ') || 'at all'}`,
    expected: 'runs with valid samples',
    fix: 'name a folder with runs in it; mntbench list and mntbench show tell which machines, workloads and targets there are',
  });
}
