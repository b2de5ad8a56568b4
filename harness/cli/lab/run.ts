import { configurationName, isEmulated } from '../../report/conditions.ts';
import { labRunDocument } from '../../report/lab-document.ts';
import { type BootWithFigures, bootLine, bootsTable } from '../../report/lab-table.ts';
import { jsonText } from '../../report/terminal-text.ts';
import { whereTimeGoes } from '../attribute/last-lines.ts';
import { EXIT, type ExitCode, type Streams } from '../exit.ts';
import { interruptible } from '../interruptible.ts';
import type { RunFlags } from '../run.ts';
import { runText } from '../show.ts';
import { type Experiment, type LabRunOptions, planExperiment } from './experiment.ts';
import { type FinishedBoot, oneBoot } from './one-boot.ts';

/** Boots a guest for every configuration, as often as asked, measures in each, and brings the runs back. */
export async function labRun(options: LabRunOptions, flags: RunFlags, { out, err }: Streams): Promise<ExitCode> {
  const experiment = await planExperiment(options, flags);
  const { order, seed } = experiment;
  const boots = await interruptible((signal) => runBoots(experiment, signal, (text) => err.write(text)));
  const reports = boots.map(({ report }) => report);
  out.write(flags.json ? jsonText(labRunDocument(seed, order, reports)) : await textOf(boots, order.length));
  return exitCodeOf(boots);
}

async function runBoots(experiment: Experiment, signal: AbortSignal, say: (text: string) => void): Promise<FinishedBoot[]> {
  const { order, kernels, limitSeconds } = experiment;
  const finished: FinishedBoot[] = [];
  for (const [index, configuration] of order.entries()) {
    const kernel = kernels.get(configuration.kernel);
    if (kernel === undefined) throw new Error(`no kernel was looked up for ${configuration.kernel}`);
    const minutes = Math.ceil(limitSeconds / 60);
    say(`boot ${index + 1}/${order.length}  ${configurationName(configuration)}  begins, ${minutes} min at most\n`);
    const boot = await oneBoot(experiment, configuration, kernel, index + 1, signal);
    finished.push(boot);
    say(bootLine(boot.report, order.length));
    if (signal.aborted) return finished;
  }
  const [first] = finished;
  // Nothing came up anywhere: it is this machine, or what was asked of it.
  if (first?.error && finished.every(({ error, report }) => error !== null && report.userSpaceNs === null)) throw first.error;
  return finished;
}

/** One boot is a run as any other; of several, what tells them apart. */
async function textOf(boots: readonly FinishedBoot[], planned: number): Promise<string> {
  const [only] = boots;
  if (planned === 1 && only?.run) return `${runText(only.run)}${await whereTimeGoes(only.run)}`;
  const figures = boots.map(({ report, run }): BootWithFigures => {
    return { report, summaries: run?.summaries ?? [], emulated: run === null ? null : isEmulated(run.record) };
  });
  const shown = boots.flatMap(({ run }) => run ?? []).at(-1);
  return `${bootsTable(figures)}${shown === undefined ? '' : `mntbench show ${shown.record.id} shows the tables of a run\n`}`;
}

function exitCodeOf(boots: readonly FinishedBoot[]): ExitCode {
  if (boots.some(({ report }) => report.status === 'interrupted')) return EXIT.interrupted;
  const isComplete = boots.every(({ report }) => report.status === 'ran' && report.run?.status === 'complete');
  return isComplete ? EXIT.done : EXIT.part;
}
