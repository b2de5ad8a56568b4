import { join } from 'node:path';
import type { Finding } from '../../core/finding.ts';
import type { RunRecord } from '../../core/run-record.ts';
import type { Summary } from '../../core/summary.ts';
import { openCounting } from '../../count/open-counting.ts';
import { detect } from '../../detect/detect.ts';
import { liveSources } from '../../detect/sources/live.ts';
import { teardownOrder } from '../../plan/order.ts';
import { PrecisionTracker } from '../../plan/precision.ts';
import { readSeries } from '../../record/read-series.ts';
import { RunRecorder } from '../../record/recorder.ts';
import { createRunFolder, type RunFolder } from '../../record/run-folder.ts';
import { summarise } from '../../record/summary.ts';
import { writeSummary } from '../../record/summary-csv.ts';
import { type BlocksEnd, type Executed, runBlocks } from '../../run/blocks.ts';
import type { Campaign, PreparedTrial } from '../../run/campaign.ts';
import { makeFixtures } from '../../run/fixtures.ts';
import type { OpenedTarget } from '../../run/measured-target.ts';
import { runTeardown } from '../../run/teardown.ts';
import { runTracedPass } from '../../run/traced-pass.ts';
import { monotonicNs, nowUtc } from '../../system/clock.ts';
import { Disposer } from '../../system/disposer.ts';
import { cacheFolder, stateFolder } from '../../system/folders.ts';
import { openInputStore } from '../../system/input-store.ts';
import { machineId } from '../../system/machine.ts';
import { bootId, thisProcess } from '../../system/owner.ts';
import { removeTree } from '../../system/remove-tree.ts';
import { cleanScratch, makeScratch } from '../../system/scratch.ts';
import { probeFarSide } from './far-side.ts';
import { Journal } from './journal.ts';
import { newRecord, newRunId } from './new-record.ts';
import { openTargets } from './open-targets.ts';
import { calibrateAndPlan } from './plan-run.ts';
import type { RunRequest, RunUi } from './request.ts';
import { prepareResume, type Resumed } from './resume.ts';
import { campaignFor, prepareTrials, type Running, secondsLeft } from './running.ts';
import { Sessions } from './sessions.ts';
import { setUp } from './setup.ts';
import { TEARDOWN_SHARE } from './size-plan.ts';
import { watchStopSignals } from './stop-signals.ts';

export interface RunResult {
  readonly record: RunRecord;
  readonly folder: RunFolder;
  readonly summaries: readonly Summary[];
}

/** detect → plan → run → record → summary. */
export async function bench(request: RunRequest, ui: RunUi): Promise<RunResult> {
  const startedNs = monotonicNs();
  const deadlineNs = startedNs + request.config.maxTimeSeconds * 1e9;
  const targets: OpenedTarget[] = [];
  let journal: Journal | null = null;
  // Before anything is taken and until everything is given back: a sandbox must not stay because the signal came a moment too early.
  using signals = watchStopSignals(
    () => ui.note('stopping at the next safe point; once more to stop at once'),
    () => {
      for (const { agent } of targets) agent.kill();
      // `finishedAt` stays null: no summary was written.
      if (journal?.record.finishedAt === null) journal.change({ status: 'interrupted', stop: 'interrupted' });
      if (targets.length > 0) ui.note(`stopped; the next run removes ${targets.map(({ sandbox }) => sandbox).join(', ')}`);
    },
  );
  await using held = new Disposer();
  const setup = await setUp(request, held);
  signals.check();
  const resumed = request.resume === null ? null : prepareResume(request, setup);
  const runId = resumed?.record.id ?? newRunId();

  const scratchRoot = join(cacheFolder(), 'scratch');
  cleanScratch(scratchRoot);
  const scratch = makeScratch(scratchRoot, runId, thisProcess());
  held.defer(() => removeTree(scratch));
  await openTargets(targets, setup, runId, resumed?.processes ?? 0, held, ui);
  signals.check();
  const folder =
    resumed?.folder ?? createRunFolder(request.results, machineId(stateFolder()), setup.environment.kernel.release, runId);
  journal = new Journal(
    folder,
    resumed === null ? newRecord(runId, request, setup) : { ...resumed.record, status: 'running', finishedAt: null, stop: null },
  );
  const recorder = new RunRecorder({
    folder,
    runId,
    targets: setup.targets,
    bootId,
    firstOrder: resumed?.nextOrder ?? 0,
    emulated: setup.environment.emulated,
  });
  held.defer(() => recorder.close());
  const counting = openCounting(journal.record.config.counters, runId);
  held.defer(() => counting[Symbol.dispose]());
  tell(journal, counting.findings);
  if (resumed !== null) recorder.invalidateWhere(resumed.wasCutOff, 'interrupted');
  const sessions = held.use(
    new Sessions({
      store: openInputStore(join(cacheFolder(), 'inputs'), scratch),
      programs: setup.programs,
      seed: journal.record.config.seed,
      repository: journal.record.plan.repository,
      project: journal.record.plan.project,
      progress: (text) => ui.update(0, text, secondsLeft(deadlineNs)),
    }),
  );
  const run: Running = {
    request,
    setup,
    targets,
    journal,
    recorder,
    counting,
    sessions,
    signals,
    scratch,
    fixtures: new Set(),
    startedNs,
    deadlineNs,
    ui,
  };
  let end: RunEnd;
  try {
    end = await measure(run, resumed);
  } catch (error) {
    try {
      finish(run, { status: 'partial', stop: 'failed' });
    } catch {
      // Often for the same reason, a full disk: what went wrong first is what has to be told.
    }
    throw error;
  }
  const summaries = finish(run, end);
  return { record: run.journal.record, folder, summaries };
}

/** Once, also when a run is resumed. */
function tell(journal: Journal, findings: readonly Finding[]): void {
  if (findings.length === 0) return;
  const others = journal.record.warnings.filter(({ code }) => findings.every((finding) => finding.code !== code));
  journal.change({ warnings: [...others, ...findings] });
}

type RunEnd = Partial<RunRecord> & Pick<RunRecord, 'status' | 'stop'>;

/** The summary first: where run.json says that the run ended, it lies there. */
function finish({ journal, ui }: Running, end: RunEnd): readonly Summary[] {
  ui.update(1, 'writing the summary', 0);
  const { config, calibration } = journal.record;
  const summaries = summarise(readSeries(journal.folder.samples), { precision: config.precision, calibration });
  writeSummary(journal.folder.summary, summaries);
  journal.change({ ...end, finishedAt: nowUtc() });
  return summaries;
}

async function measure(run: Running, resumed: Resumed | null): Promise<RunEnd> {
  const { journal } = run;
  if (resumed === null) await calibrateAndPlan(run);
  const { trials } = journal.record.plan;
  const tracker = new PrecisionTracker(journal.record.config.precision);
  for (const { trial, cell, value } of resumed?.measured ?? []) tracker.add(trial, cell, value);
  const prepared = await prepareTrials(run, trials);
  const campaign = campaignFor(run, prepared, tracker);
  journal.change({ plan: { ...journal.record.plan, tableOrder: tableOrders(prepared) } });
  await makeFixtures(campaign, run.fixtures);
  const preparationNs = monotonicNs() - run.startedNs - journal.record.timing.pilotNs;

  const blocksStartedNs = monotonicNs();
  const end = await runBlocks(campaign, {
    firstBlock: resumed?.firstBlock ?? 0,
    alreadyDone: resumed?.done ?? [],
    teardownShare: TEARDOWN_SHARE,
    passesAfter: run.counting.tracing === null ? 0 : 1,
  });
  const { tracing } = run.counting;
  const traced = tracing === null ? null : await runTracedPass(campaign, tracing, end, TEARDOWN_SHARE);
  tell(journal, traced?.findings ?? []);
  await probeFarSide(run);
  const teardownStartedNs = monotonicNs();
  const deleting = (of: Campaign, turns: readonly Executed[]): Promise<number> =>
    runTeardown(of, teardownOrder(journal.record.config.seed, turns), run.request.config.maxTimeSeconds * 1e9);
  const deletedNs = await deleting(campaign, end.executed);
  const tracedNs = traced === null ? 0 : traced.measuredNs + (await deleting(traced.campaign, traced.executed));
  const after = await detect(liveSources());
  const before = journal.record.timing;
  return {
    status: statusOf(run, end),
    stop: run.signals.requested ? 'interrupted' : end.stop,
    environment: { ...journal.record.environment, after: after as RunRecord['environment']['before'] },
    timing: {
      ...before,
      preparationNs: before.preparationNs + preparationNs,
      blocksNs: before.blocksNs + teardownStartedNs - blocksStartedNs,
      teardownNs: before.teardownNs + monotonicNs() - teardownStartedNs,
      measuredNs: before.measuredNs + end.measuredNs + deletedNs + tracedNs,
    },
  };
}

function statusOf({ signals, journal }: Running, end: BlocksEnd): RunRecord['status'] {
  if (signals.requested || end.stop === 'interrupted') return 'interrupted';
  return journal.record.failures.length > 0 || journal.record.plan.skipped.length > 0 ? 'partial' : 'complete';
}

function tableOrders(trials: readonly PreparedTrial[]): Record<string, string[]> {
  return Object.fromEntries(
    trials.flatMap(({ trial, session }) => (session.tableOrder === undefined ? [] : [[trial.workload, [...session.tableOrder]]])),
  );
}
