import { join } from 'node:path';
import { UserError } from '../../core/errors.ts';
import type { IndexRow } from '../../publish/index-row.ts';
import { pathOf } from '../../publish/layout.ts';
import type { RunFiles } from '../../publish/ports.ts';
import { readRow } from '../../publish/repository/rows.ts';
import { repositoryProblems } from '../../publish/verify/repository-problems.ts';
import { duplicates, fileProblems, placeProblems } from '../../publish/verify/run-problems.ts';
import { type FoundRun, type Problem, walkRepository } from '../../publish/verify/walk.ts';
import { verifyRun } from '../../record/verify-run.ts';
import { green, red, yellow } from '../../report/colour.ts';
import { jsonText, terminalText } from '../../report/terminal-text.ts';
import { EXIT, type ExitCode, type Streams } from '../exit.ts';
import { runAt, runFiles } from '../publish/run-files.ts';

interface PublishedVerdict {
  readonly dir: string;
  readonly ok: boolean;
  readonly problems: readonly string[];
  readonly samples: number;
  readonly retracted: boolean;
}

/** A clone of a results repository, of which nothing is believed before it was checked. */
export function verifyRepository(root: string, json: boolean, { out }: Streams, version: string): ExitCode {
  const files = runFiles(version);
  const walked = walkRepository(root);
  const twice = duplicates(walked.runs);
  const rows: IndexRow[] = [];
  const runs = walked.runs.map((run) => verdictOn(root, run, twice.get(pathOf(run.place)), files, rows));
  const problems = [...walked.problems, ...repositoryProblems(root, walked, rows, files)];
  const ok = problems.length === 0 && runs.every((run) => run.ok);
  out.write(json ? jsonText({ schemaVersion: 1, repository: root, runs, problems, ok }) : textOf(runs, problems));
  return ok ? EXIT.done : EXIT.gate;
}

/** Adds the run's row when it can be read, be its files in order or not. */
function verdictOn(root: string, run: FoundRun, double: string | undefined, files: RunFiles, rows: IndexRow[]): PublishedVerdict {
  const dir = pathOf(run.place);
  const doubles = double === undefined ? [] : [double];
  const verdict = (problems: readonly string[], samples: number): PublishedVerdict => ({
    dir,
    ok: problems.length === 0,
    problems,
    samples,
    retracted: run.retracted,
  });
  const { readable, problems: wrong } = fileProblems(root, run);
  if (!readable) return verdict([...doubles, ...wrong], 0);
  try {
    const folder = join(root, dir);
    rows.push(readRow(folder, run.place, run.retracted, files));
    const { record, problems, samples } = verifyRun(runAt(folder));
    return verdict([...doubles, ...wrong, ...placeProblems(run.place, record), ...problems], samples);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return verdict([...doubles, ...wrong, error.complaint.got], 0);
  }
}

function textOf(runs: readonly PublishedVerdict[], problems: readonly Problem[]): string {
  const bad = runs.filter(({ ok }) => !ok).length;
  const withdrawn = runs.filter(({ retracted }) => retracted).length;
  const lines = [
    ...runs.flatMap(({ dir, ok, problems: found, samples, retracted }) => {
      const mark = retracted ? `  ${yellow('withdrawn')}` : '';
      if (ok) return [`${green('ok')}  ${terminalText(dir)}  ${samples} values${mark}`];
      return found.map((problem) => `${red('bad')} ${terminalText(dir)}: ${terminalText(problem)}`);
    }),
    ...problems.map(({ path, problem }) => `${red('bad')} ${terminalText(path)}: ${terminalText(problem)}`),
    [
      `${runs.length} run${runs.length === 1 ? '' : 's'}`,
      ...(withdrawn === 0 ? [] : [`${withdrawn} withdrawn`]),
      bad === 0 && problems.length === 0
        ? 'all in order'
        : `${bad} bad, ${problems.length} other problem${problems.length === 1 ? '' : 's'}`,
    ].join(', '),
  ];
  return lines.map((line) => `${line}\n`).join('');
}
