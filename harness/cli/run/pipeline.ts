import { join } from 'node:path';
import type { RunRecord } from '../../core/run-record.ts';
import type { Summary } from '../../core/summary.ts';
import { detect } from '../../detect/detect.ts';
import { readMountStateSync } from '../../detect/mount-state.ts';
import { liveSources } from '../../detect/sources/live.ts';
import { teardownOrder } from '../../plan/order.ts';
import { PrecisionTracker } from '../../plan/precision.ts';
import { RunRecorder } from '../../record/recorder.ts';
import { createRunFolder, type RunFolder } from '../../record/run-folder.ts';
import { readSamples } from '../../record/samples-csv.ts';
import { summarise } from '../../record/summary.ts';
import { writeSummary } from '../../record/summary-csv.ts';
import { type BlocksEnd, runBlocks } from '../../run/blocks.ts';
import type { PreparedTrial } from '../../run/campaign.ts';
import { makeFixtures } from '../../run/fixtures.ts';
import { type OpenedTarget, openTarget } from '../../run/measured-target.ts';
import { runTeardown } from '../../run/teardown.ts';
import { monotonicNs, nowUtc } from '../../system/clock.ts';
import { Disposer } from '../../system/disposer.ts';
import { cacheFolder, stateFolder } from '../../system/folders.ts';
import { openInputStore } from '../../system/input-store.ts';
import { machineId } from '../../system/machine.ts';
import { thisProcess } from '../../system/owner.ts';
import { removeTree } from '../../system/remove-tree.ts';
import { cleanScratch, makeScratch } from '../../system/scratch.ts';
import { Journal } from './journal.ts';
import { newRecord, newRunId } from './new-record.ts';
import { calibrateAndPlan } from './plan-run.ts';
import type { RunRequest, RunUi } from './request.ts';
import { prepareResume, type Resumed } from './resume.ts';
import { campaignFor, prepareTrials, type Running, secondsLeft } from './running.ts';
import { Sessions } from './sessions.ts';
import { type Setup, setUp } from './setup.ts';
import { TEARDOWN_SHARE } from './size-plan.ts';
import { SPACE_SHARE } from './space.ts';
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
  const setup = await setUp(request);
  const resumed = request.resume === null ? null : prepareResume(request, setup);
  const runId = resumed?.record.id ?? newRunId();

  await using held = new Disposer();
  const scratchRoot = join(cacheFolder(), 'scratch');
  cleanScratch(scratchRoot);
  const scratch = makeScratch(scratchRoot, runId, thisProcess());
  held.defer(() => removeTree(scratch));
  const targets = await openTargets(setup, request, runId, resumed, held, ui);
  const folder =
    resumed?.folder ?? createRunFolder(request.results, machineId(stateFolder()), setup.environment.kernel.release, runId);
  const journal = new Journal(
    folder,
    resumed === null ? newRecord(runId, request, setup) : { ...resumed.record, status: 'running', finishedAt: null, stop: null },
  );

  using signals = watchStopSignals(
    () => ui.note('stopping at the next safe point; once more to stop at once'),
    () => {
      for (const { agent } of targets) agent.kill();
      journal.change({ status: 'interrupted', finishedAt: nowUtc(), stop: 'interrupted' });
      ui.note(`stopped; the next run removes ${targets.map(({ sandbox }) => sandbox).join(', ')}`);
    },
  );
  const recorder = new RunRecorder({
    folder,
    runId,
    targets: setup.targets,
    bootId: () => readMountStateSync().bootId,
    firstOrder: resumed?.nextOrder ?? 0,
  });
  held.defer(() => recorder.close());
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
    sessions,
    signals,
    scratch,
    fixtures: new Set(),
    startedNs,
    deadlineNs,
    ui,
  };
  try {
    await measure(run, resumed);
  } catch (error) {
    journal.change({ status: 'partial', finishedAt: nowUtc(), stop: 'failed' });
    throw error;
  }
  ui.update(1, 'writing the summary', 0);
  const summaries = summarise(readSamples(folder.samples), {
    precision: journal.record.config.precision,
    calibration: journal.record.calibration,
  });
  writeSummary(folder.summary, summaries);
  return { record: journal.record, folder, summaries };
}

async function measure(run: Running, resumed: Resumed | null): Promise<void> {
  const { journal, setup } = run;
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
  const freeBytes = Math.min(...setup.targets.map((target) => target.freeBytes)) * SPACE_SHARE;
  const bytesPerBlock = prepared.reduce(
    (sum, { workload, trial }) => sum + (workload.presets[trial.preset]?.bytesPerBlock ?? 0),
    0,
  );
  const end = await runBlocks(campaign, {
    firstBlock: resumed?.firstBlock ?? 0,
    mostBlocks: (resumed?.firstBlock ?? 0) + Math.max(1, Math.floor(freeBytes / Math.max(1, bytesPerBlock))),
    alreadyDone: resumed?.done ?? [],
    teardownShare: TEARDOWN_SHARE,
  });
  const teardownStartedNs = monotonicNs();
  const deletedNs = await runTeardown(
    campaign,
    teardownOrder(journal.record.config.seed, end.executed),
    run.request.config.maxTimeSeconds * 1e9,
  );
  const after = await detect(liveSources());
  const before = journal.record.timing;
  journal.change({
    status: statusOf(run, end),
    stop: run.signals.requested ? 'interrupted' : end.stop,
    finishedAt: nowUtc(),
    environment: { ...journal.record.environment, after: after as RunRecord['environment']['before'] },
    timing: {
      ...before,
      preparationNs: before.preparationNs + preparationNs,
      blocksNs: before.blocksNs + teardownStartedNs - blocksStartedNs,
      teardownNs: before.teardownNs + monotonicNs() - teardownStartedNs,
      measuredNs: before.measuredNs + end.measuredNs + deletedNs,
    },
  });
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

async function openTargets(
  setup: Setup,
  request: RunRequest,
  runId: string,
  resumed: Resumed | null,
  held: Disposer,
  ui: RunUi,
): Promise<OpenedTarget[]> {
  const { config } = request;
  // The largest sweep of `small-file`; the probe's 32 threads come and go.
  const limits = {
    threads: Math.min(Math.max(...config.concurrency), 8),
    hangSeconds: config.hangSeconds,
    commandSeconds: config.commandSeconds,
  };
  const opened: OpenedTarget[] = [];
  for (const [index, target] of setup.targets.entries()) {
    const one = held.use(await openTarget(target, runId, thisProcess(), (resumed?.processes ?? 0) + index + 1, limits));
    if (one.cleaned.length > 0) ui.note(`removed what run ${one.cleaned.join(', ')} left in ${target.path}`);
    opened.push(one);
  }
  return opened;
}
