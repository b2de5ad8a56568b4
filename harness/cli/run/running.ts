import { CACHE_STATE_OF } from '../../core/cache-state.ts';
import { cellKey } from '../../core/cell.ts';
import type { Trial } from '../../core/run-record.ts';
import type { RunCounting } from '../../count/open-counting.ts';
import { readMountStateSync } from '../../detect/mount-state.ts';
import { blockOrder } from '../../plan/order.ts';
import type { PrecisionTracker } from '../../plan/precision.ts';
import type { RunRecorder } from '../../record/recorder.ts';
import type { Campaign, PreparedTrial } from '../../run/campaign.ts';
import type { OpenedTarget } from '../../run/measured-target.ts';
import { monotonicNs } from '../../system/clock.ts';
import { timingWith } from '../../system/timed-command.ts';
import type { Journal } from './journal.ts';
import type { RunRequest, RunUi } from './request.ts';
import type { Sessions } from './sessions.ts';
import type { Setup } from './setup.ts';
import type { StopSignals } from './stop-signals.ts';

/** A run with everything that it holds. */
export interface Running {
  readonly request: RunRequest;
  readonly setup: Setup;
  readonly targets: readonly OpenedTarget[];
  readonly journal: Journal;
  readonly recorder: RunRecorder;
  readonly counting: RunCounting;
  readonly sessions: Sessions;
  readonly signals: StopSignals;
  readonly scratch: string;
  /** What the pilot made is used again when the same preset is chosen. */
  readonly fixtures: Set<string>;
  readonly startedNs: number;
  readonly deadlineNs: number;
  readonly ui: RunUi;
}

export async function prepareTrials({ setup, sessions, journal }: Running, trials: readonly Trial[]): Promise<PreparedTrial[]> {
  const prepared: PreparedTrial[] = [];
  for (const trial of trials) {
    const workload = setup.selected.find((selected) => selected.workload.name === trial.workload)?.workload;
    if (workload === undefined) throw new Error(`the plan has the unknown workload ${trial.workload}`);
    prepared.push({ trial, workload, session: await sessions.open(workload, trial.preset) });
  }
  journal.change({ inputs: [...sessions.inputs] });
  return prepared;
}

/** Plugs the stages together: the measuring loop sees ports, never another stage. */
export function campaignFor(run: Running, trials: readonly PreparedTrial[], tracker: PrecisionTracker): Campaign {
  const { journal, recorder, setup, ui } = run;
  const { seed } = journal.record.config;
  return {
    seed,
    trials,
    targets: run.targets,
    scratch: run.scratch,
    programs: setup.programs,
    timing: timingWith(setup.programs.perl),
    pass: 'timed',
    counting: run.counting.timed,
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
    onMeasurement(trial, at, measurement, counts) {
      recorder.measured(at, measurement, counts);
      journal.count(`${at.workload}/${measurement.phase}/${measurement.operation}`, measurement.outcomes);
      const value = measurement.values[measurement.primary];
      const target = setup.targets.find(({ id }) => id === at.targetId);
      if (
        value === undefined ||
        measurement.invalidReason !== null ||
        at.iteration < 0 ||
        at.pass === 'traced' ||
        target === undefined
      )
        return;
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

export function secondsLeft(deadlineNs: number): number {
  return (deadlineNs - monotonicNs()) / 1e9;
}
