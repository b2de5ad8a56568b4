import { join } from 'node:path';
import { UserError } from '../../core/errors.ts';
import type { LabConditions } from '../../core/lab-conditions.ts';
import { type Booted, boot, type Observed } from '../../lab/boot.ts';
import type { Configuration } from '../../lab/configurations.ts';
import { keepRuns } from '../../lab/kept-runs.ts';
import type { Kernel } from '../../lab/kernel.ts';
import { readPlainFile } from '../../lab/plain-file.ts';
import type { BootReport } from '../../report/lab-document.ts';
import { monotonicNs } from '../../system/clock.ts';
import { EXIT } from '../exit.ts';
import { type LoadedRun, loadRun } from '../load-run.ts';
import type { Experiment } from './experiment.ts';

/** A boot that is over, whatever became of it. */
export interface FinishedBoot {
  readonly report: BootReport;
  readonly run: LoadedRun | null;
  /** Why the guest did not come to its end; null when it did, or was interrupted. */
  readonly error: UserError | null;
}

/** `number`: from 1, of all boots of the experiment. */
export async function oneBoot(
  experiment: Experiment,
  configuration: Configuration,
  kernel: Kernel,
  number: number,
  signal: AbortSignal,
): Promise<FinishedBoot> {
  const startedNs = monotonicNs();
  const left: Left = { observed: null, runs: [], words: null };
  const end = await bootedOrFailed(experiment, configuration, kernel, signal, (channel, observed) => {
    left.observed = observed;
    left.words = lastWords(readPlainFile(join(channel, 'stderr'), MOST_WORDS_BYTES));
    const conditions = conditionsOf(experiment, configuration, number, observed);
    left.runs = keepRuns(channel, experiment.results, conditions, observed.probed);
  });
  const run = readKept(left.runs);
  const { pool } = configuration;
  const outcome = outcomeOf(end, run, left);
  return {
    run,
    error: end instanceof UserError ? end : null,
    report: {
      boot: number,
      kernel: configuration.kernel,
      release: kernel.record.release,
      pool,
      contender: left.observed?.contender ?? asAsked(configuration),
      faults: left.observed?.faults ?? experiment.faults,
      ...outcome,
      run: run && { id: run.record.id, dir: run.folder.path, status: run.record.status, bootId: run.bootId },
      userSpaceNs: left.observed?.userSpaceNs ?? null,
      firstSampleNs: run?.record.lab?.firstSampleNs ?? null,
      seconds: Math.round((monotonicNs() - startedNs) / 1e8) / 10,
    },
  };
}

interface Left {
  observed: Observed | null;
  runs: readonly string[];
  /** Of the program in the guest. */
  words: string | null;
}

async function bootedOrFailed(
  { programs, machine, limitSeconds, faults, hostProbe, guest, results }: Experiment,
  { pool, contender }: Configuration,
  kernel: Kernel,
  signal: AbortSignal,
  collect: (channel: string, observed: Observed) => void,
): Promise<Booted | UserError> {
  const path = process.env.PATH ?? '/usr/bin:/bin';
  const asked = { ...machine, ...guest, pool, contender, faults, hostProbe, limitSeconds };
  try {
    return await boot(kernel, programs, { ...asked, cwd: '/', path, signal, results, collect });
  } catch (error) {
    // One boot that fails does not end the others.
    if (error instanceof UserError) return error;
    throw error;
  }
}

function conditionsOf(
  { order, seed, machine }: Experiment,
  { kernel, pool }: Configuration,
  number: number,
  { qemuVersion, emulatorThreads, awakeProcessors, contender, faults, userSpaceNs }: Observed,
): LabConditions {
  const { accelerator, cpus, memoryMiB } = machine;
  const place = { boot: number, boots: order.length, seed, kernelSeries: kernel };
  const host = { accelerator, cpus, memoryMiB, qemuVersion, emulatorThreads, awakeProcessors };
  return { ...place, ...host, pool, contender, faults: [...faults], userSpaceNs, firstSampleNs: null };
}

function asAsked({ contender }: Configuration): LabConditions['contender'] {
  return contender && { ...contender, achievedBytesPerSecond: null, fullBytesPerSecond: null };
}

/** A guest makes one run; null when there is none, or none that can be read. */
function readKept(folders: readonly string[]): LoadedRun | null {
  for (const folder of folders) {
    try {
      return loadRun(folder, folder);
    } catch (error) {
      if (!(error instanceof UserError)) throw error; // Not readable: it stays on the disk, and its boot counts as failed.
    }
  }
  return null;
}

function outcomeOf(
  end: Booted | UserError,
  run: LoadedRun | null,
  { runs: [kept], words }: Left,
): Pick<BootReport, 'status' | 'reason'> {
  if (end instanceof UserError) {
    const { what, got, fix } = end.complaint;
    return { status: 'failed', reason: `${what}: ${got} · ${fix}${words === null ? '' : ` · mntbench in it: ${words}`}` };
  }
  if (end.status === 'interrupted') return { status: 'interrupted', reason: null };
  if (run !== null && ENDS_OF_RUN.includes(end.exitCode)) return { status: 'ran', reason: null };
  const unreadable = kept === undefined ? '' : `what it left cannot be read: ${kept} · `;
  return { status: 'failed', reason: `${unreadable}mntbench in the guest ended with ${end.exitCode}: ${words ?? 'no message'}` };
}

/** Of a run that is saved, complete or not. */
const ENDS_OF_RUN: readonly number[] = [EXIT.done, EXIT.part, EXIT.interrupted];

/** A complaint has four lines. */
const WORDS_LINES = 4;
const MOST_WORDS_BYTES = 2 ** 20;

function lastWords(stderr: Buffer | null): string | null {
  const lines = (stderr?.toString('utf8') ?? '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  return lines.length === 0 ? null : lines.slice(-WORDS_LINES).join(' · ');
}
