import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../core/errors.ts';
import { SUMS } from '../publish/layout.ts';
import { isRepository } from '../publish/verify/repository-problems.ts';
import { sumProblems } from '../publish/verify/run-problems.ts';
import { findRuns, type RunFolder } from '../record/run-folder.ts';
import { verifyRun } from '../record/verify-run.ts';
import { green, red } from '../report/colour.ts';
import { jsonText, terminalText } from '../report/terminal-text.ts';
import { EXIT, type ExitCode, type Streams } from './exit.ts';
import { verifyRepository } from './verify/repository.ts';

interface Verdict {
  readonly dir: string;
  readonly ok: boolean;
  readonly problems: readonly string[];
  readonly samples: number;
}

/** Checks every run below a folder; of a results repository also that everything in it belongs together, and nothing else is there. */
export function verify(folder: string, json: boolean, streams: Streams, version: string): ExitCode {
  if (isRepository(folder)) return verifyRepository(folder, json, streams, version);
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
  streams.out.write(
    json ? jsonText({ schemaVersion: 1, runs: verdicts, ok: verdicts.every(({ ok }) => ok) }) : verdicts.map(lineOf).join(''),
  );
  return verdicts.every(({ ok }) => ok) ? EXIT.done : EXIT.gate;
}

function verdictOn(run: RunFolder): Verdict {
  try {
    const verdict = verifyRun(run);
    const problems = [...verdict.problems, ...publishedProblems(run)];
    return { dir: run.path, ok: problems.length === 0, problems, samples: verdict.samples };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { dir: run.path, ok: false, problems: [error.complaint.got], samples: 0 };
  }
}

/** A run that was published carries its checksums wherever it is copied. */
function publishedProblems(run: RunFolder): string[] {
  if (!existsSync(join(run.path, SUMS))) return [];
  const histograms = existsSync(run.histograms) ? readdirSync(run.histograms).map((name) => `hist/${name}`) : [];
  return sumProblems(run.path, new Set([...readdirSync(run.path).filter((name) => name !== 'hist'), ...histograms]));
}

function lineOf({ dir, ok, problems, samples }: Verdict): string {
  return ok
    ? `${green('ok')}  ${terminalText(dir)}  ${samples} values\n`
    : `${red('bad')} ${terminalText(dir)}: ${terminalText(problems.join('; '))}\n`;
}
