import { existsSync, readFileSync } from 'node:fs';
import { errorCode, UserError } from '../core/errors.ts';
import { readCounters } from '../record/counters-csv.ts';
import { findRuns, type RunFolder } from '../record/run-folder.ts';
import { isSummaryOf } from '../record/summary-csv.ts';
import { green, red } from '../report/colour.ts';
import { jsonText, terminalText } from '../report/terminal-text.ts';
import { EXIT, type ExitCode, type Streams } from './exit.ts';
import { loadRun } from './load-run.ts';

interface Verdict {
  readonly dir: string;
  readonly ok: boolean;
  readonly problems: readonly string[];
  readonly samples: number;
}

/** Checks every run below a folder: schemas, that the summary is what the samples give, and that counters are of steps with samples. */
export function verify(folder: string, json: boolean, { out }: Streams): ExitCode {
  const runs = findRuns(folder);
  if (runs.length === 0) {
    throw new UserError({
      code: 'no-runs',
      what: 'there is nothing to verify',
      got: `${folder}, in which no run.json lies`,
      expected: 'a run, or a folder with runs in it',
      fix: 'check the path; mntbench list shows the runs',
    });
  }
  const verdicts = runs.map(verdictOn);
  out.write(
    json ? jsonText({ schemaVersion: 1, runs: verdicts, ok: verdicts.every(({ ok }) => ok) }) : verdicts.map(lineOf).join(''),
  );
  return verdicts.every(({ ok }) => ok) ? EXIT.done : EXIT.gate;
}

function verdictOn(run: RunFolder): Verdict {
  try {
    const { samples, summaries, record } = loadRun(run.path, run.path);
    const problems: string[] = [];
    const stored = record.finishedAt === null ? null : storedSummary(run);
    if (stored !== null && !isSummaryOf(stored, summaries)) problems.push('summary.csv is not what samples.csv gives');
    if (samples.some(({ runId }) => runId !== record.id)) problems.push('samples of another run');
    problems.push(...counterProblems(run, record.id, new Set(samples.map(({ order }) => order))));
    return { dir: run.path, ok: problems.length === 0, problems, samples: samples.length };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { dir: run.path, ok: false, problems: [error.complaint.got], samples: 0 };
  }
}

function counterProblems(run: RunFolder, runId: string, steps: ReadonlySet<number>): string[] {
  if (!existsSync(run.counters)) return [];
  const rows = readCounters(run.counters);
  return [
    ...(rows.some((row) => row.runId !== runId) ? ['counters of another run'] : []),
    ...(rows.some(({ order }) => !steps.has(order)) ? ['counters of a step without samples'] : []),
  ];
}

/** Empty when missing, which no summary equals. */
function storedSummary(run: RunFolder): string {
  try {
    return readFileSync(run.summary, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return '';
    throw error;
  }
}

function lineOf({ dir, ok, problems, samples }: Verdict): string {
  return ok
    ? `${green('ok')}  ${terminalText(dir)}  ${samples} values\n`
    : `${red('bad')} ${terminalText(dir)}: ${terminalText(problems.join('; '))}\n`;
}
