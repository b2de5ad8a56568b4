import { UserError } from '../core/errors.ts';
import type { LabConditions } from '../core/lab-conditions.ts';
import type { RunRecord } from '../core/run-record.ts';
import { findRuns, type RunFolder } from '../record/run-folder.ts';
import { readRunRecord } from '../record/run-json.ts';
import { isEmulated, labName } from '../report/conditions.ts';
import { type Column, table } from '../report/table.ts';
import { jsonText, terminalText } from '../report/terminal-text.ts';
import { asFound } from './as-found.ts';
import { EXIT, type ExitCode, type Streams } from './exit.ts';

interface Row {
  readonly id: string;
  readonly dir: string;
  readonly status: string;
  readonly startedAt: string | null;
  readonly blocks: number | null;
  readonly targets: readonly string[];
  readonly workloads: readonly string[];
  readonly emulated: boolean | null;
  readonly lab: LabConditions | null;
}

/** The runs on disk, oldest first. A run that cannot be read is shown as such, not left out. */
export function list(results: string, json: boolean, { out }: Streams): ExitCode {
  const rows = findRuns(results).map(rowOf);
  if (json) out.write(jsonText({ schemaVersion: 1, results, runs: rows }));
  else
    out.write(
      rows.length === 0
        ? `no runs in ${terminalText(results)}; npm run bench makes one\n`
        : `${table(rows.some((row) => place(row) !== '') ? [...COLUMNS, PLACE] : COLUMNS, rows.map(cells))}\n`,
    );
  return EXIT.done;
}

const COLUMNS: readonly Column[] = [
  { title: 'run', align: 'left' },
  { title: 'status', align: 'left' },
  { title: 'blocks', align: 'right' },
  { title: 'targets', align: 'left' },
  { title: 'workloads', align: 'left' },
];

/** Only where it says something. */
const PLACE: Column = { title: 'on', align: 'left' };

function cells(row: Row): string[] {
  const { id, status, blocks, targets, workloads } = row;
  return [id, status, blocks === null ? '' : String(blocks), targets.join(' '), workloads.join(' '), place(row)].map(
    terminalText,
  );
}

function place({ lab, emulated }: Row): string {
  return [lab === null ? null : labName(lab), emulated === true ? 'emulated' : null].filter((part) => part !== null).join(', ');
}

function rowOf(folder: RunFolder): Row {
  try {
    return readable(readRunRecord(folder.runJson), folder);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const id = folder.path.slice(folder.path.lastIndexOf('/') + 1);
    return {
      id,
      dir: folder.path,
      status: `unreadable: ${error.complaint.got}`,
      startedAt: null,
      blocks: null,
      targets: [],
      workloads: [],
      emulated: null,
      lab: null,
    };
  }
}

function readable(record: RunRecord, folder: RunFolder): Row {
  return {
    id: record.id,
    dir: folder.path,
    status: asFound(record).status,
    startedAt: record.startedAt,
    blocks: record.blocks.filter(({ finishedAt }) => finishedAt !== null).length,
    targets: record.targets.map(({ id }) => id),
    workloads: [...new Set(record.plan.trials.map(({ workload, preset }) => `${workload}:${preset}`))],
    emulated: isEmulated(record),
    lab: record.lab,
  };
}
