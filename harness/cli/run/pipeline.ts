import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { CACHE_STATE_OF } from '../../core/cache-state.ts';
import { cellKey } from '../../core/cell.ts';
import { RUN_SCHEMA_VERSION, type RunRecord, type Trial } from '../../core/run-record.ts';
import type { Summary } from '../../core/summary.ts';
import { detect } from '../../detect/detect.ts';
import { readMountStateSync } from '../../detect/mount-state.ts';
import { liveSources } from '../../detect/sources/live.ts';
import { blockOrder, teardownOrder } from '../../plan/order.ts';
import { PrecisionTracker } from '../../plan/precision.ts';
import { RunRecorder } from '../../record/recorder.ts';
import { createRunFolder, type RunFolder } from '../../record/run-folder.ts';
import { readSamples } from '../../record/samples-csv.ts';
import { summarise } from '../../record/summary.ts';
import { writeSummary } from '../../record/summary-csv.ts';
import { type BlocksEnd, runBlocks } from '../../run/blocks.ts';
import { calibrate } from '../../run/calibrate.ts';
import type { Campaign, PreparedTrial } from '../../run/campaign.ts';
import { makeFixtures } from '../../run/fixtures.ts';
import { type OpenedTarget, openTarget } from '../../run/measured-target.ts';
import { runPilot } from '../../run/pilot.ts';
import { runTeardown } from '../../run/teardown.ts';
import { monotonicNs, nowUtc } from '../../system/clock.ts';
import { Disposer } from '../../system/disposer.ts';
import { cacheFolder, stateFolder } from '../../system/folders.ts';
import { openInputStore } from '../../system/input-store.ts';
import { machineId } from '../../system/machine.ts';
import { thisProcess } from '../../system/owner.ts';
import { removeTree } from '../../system/remove-tree.ts';
import { cleanScratch, makeScratch } from '../../system/scratch.ts';
import { timingWith } from '../../system/timed-command.ts';
import { Journal } from './journal.ts';
import type { RunRequest, RunUi } from './request.ts';
import { prepareResume, type Resumed } from './resume.ts';
import { Sessions } from './sessions.ts';
import { MINIMUM_BLOCKS, type Setup, setUp } from './setup.ts';
import { sizePlan, TEARDOWN_SHARE } from './size-plan.ts';
import { SPACE_SHARE } from './space.ts';
import { type StopSignals, watchStopSignals } from './stop-signals.ts';

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

interface Running {
  readonly request: RunRequest;
  readonly setup: Setup;
  readonly targets: readonly OpenedTarget[];
  readonly journal: Journal;
  readonly recorder: RunRecorder;
  readonly sessions: Sessions;
  readonly signals: StopSignals;
  readonly scratch: string;
  /** What the pilot made is used again when the same preset is chosen. */
  readonly fixtures: Set<string>;
  readonly startedNs: number;
  readonly deadlineNs: number;
  readonly ui: RunUi;
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

/** Sizes follow from a pilot that is measured on the very mounts. */
async function calibrateAndPlan(run: Running): Promise<void> {
  const { request, setup, journal, targets } = run;
  const [first] = targets;
  if (first === undefined) throw new Error('a run without targets');
  journal.change({ calibration: await calibrate(first.agent, timingWith(setup.programs.perl)) });

  const pilotStartedNs = monotonicNs();
  const pilotTrials = setup.selected.map(
    // The smallest of all, whatever the user chose: a slow mount shows cheaply.
    ({ workload }): Trial => ({ workload: workload.name, preset: workload.ladder[0], concurrency: 1, cache: 'warm' }),
  );
  const prepared = await prepareTrials(run, pilotTrials);
  const pilotCampaign = campaignFor(run, prepared, new PrecisionTracker(request.config.precision));
  await makeFixtures(pilotCampaign, run.fixtures);
  const times = await runPilot(pilotCampaign);
  const pilot = setup.selected.map((selected, index) => ({
    selected,
    trial: pilotTrials[index] as Trial,
    session: (prepared[index] as PreparedTrial).session,
  }));
  const freeBytes = Math.min(...setup.targets.map((target) => target.freeBytes));
  const { trials, sizing } = sizePlan(request, pilot, times, run.deadlineNs - monotonicNs(), freeBytes);
  journal.change({
    plan: { ...journal.record.plan, trials: [...trials], sizing },
    timing: { ...journal.record.timing, pilotNs: monotonicNs() - pilotStartedNs },
  });
}

async function prepareTrials({ setup, sessions, journal }: Running, trials: readonly Trial[]): Promise<PreparedTrial[]> {
  const prepared: PreparedTrial[] = [];
  for (const trial of trials) {
    const workload = setup.selected.find((selected) => selected.workload.name === trial.workload)?.workload;
    if (workload === undefined) throw new Error(`the plan has the unknown workload ${trial.workload}`);
    prepared.push({ trial, workload, session: await sessions.open(workload, trial.preset) });
  }
  journal.change({ inputs: [...sessions.inputs] });
  return prepared;
}

function tableOrders(trials: readonly PreparedTrial[]): Record<string, string[]> {
  return Object.fromEntries(
    trials.flatMap(({ trial, session }) => (session.tableOrder === undefined ? [] : [[trial.workload, [...session.tableOrder]]])),
  );
}

function campaignFor(run: Running, trials: readonly PreparedTrial[], tracker: PrecisionTracker): Campaign {
  const { journal, recorder, setup, ui } = run;
  const { seed } = journal.record.config;
  return {
    seed,
    trials,
    targets: run.targets,
    scratch: run.scratch,
    programs: setup.programs,
    timing: timingWith(setup.programs.perl),
    recorder,
    stop: {
      get requested() {
        return run.signals.requested;
      },
      deadlineNs: run.deadlineNs,
    },
    progress: { update: (share, text) => ui.update(share, text, secondsLeft(run.deadlineNs)), note: (text) => ui.note(text) },
    readMounts: readMountStateSync,
    order: (block, active, targets) => blockOrder(seed, block, active, targets),
    onMeasurement(trial, at, measurement) {
      recorder.measured(at, measurement);
      journal.count(`${at.workload}/${measurement.phase}/${measurement.operation}`, measurement.outcomes);
      const value = measurement.values[measurement.primary];
      const target = setup.targets.find(({ id }) => id === at.targetId);
      if (value === undefined || measurement.invalidReason !== null || at.iteration < 0 || target === undefined) return;
      const { workload, preset } = at;
      const { phase, operation, concurrency } = measurement;
      const cell = {
        workload,
        preset,
        phase,
        operation,
        target: target.id,
        transport: target.transport,
        concurrency,
        cacheState: CACHE_STATE_OF[at.cache],
      };
      tracker.add(trial, cellKey(cell), value);
    },
    onFailure: (failure) => journal.change({ failures: [...journal.record.failures, failure] }),
    onBlock: (block) => journal.block(block),
    isPrecise: (trial) => tracker.isPrecise(trial),
  };
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

function newRecord(id: string, request: RunRequest, setup: Setup): RunRecord {
  return {
    schemaVersion: RUN_SCHEMA_VERSION,
    id,
    status: 'running',
    startedAt: nowUtc(),
    finishedAt: null,
    machineId: machineId(stateFolder()),
    harness: { version: request.version, node: process.version, uv: process.versions.uv, commandLine: [...request.commandLine] },
    config: request.config,
    environment: { before: setup.environment as RunRecord['environment']['before'], after: null },
    targets: [...setup.targets],
    plan: {
      trials: [],
      sizing: [],
      minimumBlocks: MINIMUM_BLOCKS,
      quick: request.quick,
      tableOrder: {},
      skipped: [...setup.skipped],
      repository: request.repository,
      project: request.project,
    },
    inputs: [],
    calibration: null,
    blocks: [],
    stop: null,
    failures: [],
    outcomes: {},
    warnings: [...setup.findings],
    timing: { preparationNs: 0, pilotNs: 0, blocksNs: 0, teardownNs: 0, measuredNs: 0 },
  };
}

function newRunId(): string {
  const second = new Date().toISOString().slice(0, 19).replace(/[-:]/g, '');
  return `${second}Z-${randomBytes(3).toString('hex')}`;
}

function secondsLeft(deadlineNs: number): number {
  return (deadlineNs - monotonicNs()) / 1e9;
}
