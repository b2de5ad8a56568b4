import type { Trial } from '../../core/run-record.ts';
import { PrecisionTracker } from '../../plan/precision.ts';
import { calibrate } from '../../run/calibrate.ts';
import type { PreparedTrial } from '../../run/campaign.ts';
import { makeFixtures } from '../../run/fixtures.ts';
import { type PilotTime, runPilot } from '../../run/pilot.ts';
import { monotonicNs } from '../../system/clock.ts';
import { timingWith } from '../../system/timed-command.ts';
import { campaignFor, prepareTrials, type Running } from './running.ts';
import { type PilotTrial, pilotIsDecided, sizePlan } from './size-plan.ts';

/** Sizes follow from a pilot that is measured on the very mounts, or from the user's word where it leaves nothing open. */
export async function calibrateAndPlan(run: Running): Promise<void> {
  const { request, setup, journal, targets } = run;
  const [first] = targets;
  if (first === undefined) throw new Error('a run without targets');
  journal.change({ calibration: await calibrate(first.agent, timingWith(setup.programs.perl)) });

  const startedNs = monotonicNs();
  const isOpen = setup.selected.some(({ presets }) => presets.length > 1);
  const { pilot, times } = isOpen ? await measurePilot(run) : { pilot: [], times: [] };
  const freeBytes = Math.min(...setup.targets.map((target) => target.freeBytes));
  const { trials, sizing } = sizePlan(request, setup.selected, pilot, times, {
    ns: run.deadlineNs - monotonicNs(),
    targets: targets.length,
    freeBytes,
  });
  journal.change({
    plan: { ...journal.record.plan, trials: [...trials], sizing },
    timing: { ...journal.record.timing, pilotNs: isOpen ? monotonicNs() - startedNs : 0 },
  });
}

async function measurePilot(
  run: Running,
): Promise<{ readonly pilot: readonly PilotTrial[]; readonly times: readonly PilotTime[] }> {
  const { request, setup, targets } = run;
  const trials = setup.selected.map(
    // The smallest of all, whatever the user chose: a slow mount shows cheaply.
    ({ workload }): Trial => ({ workload: workload.name, preset: workload.ladder[0], concurrency: 1, cache: 'warm' }),
  );
  const prepared = await prepareTrials(run, trials);
  const campaign = campaignFor(run, prepared, new PrecisionTracker(request.config.precision));
  const pilot = setup.selected.map((selected, index) => ({
    selected,
    trial: trials[index] as Trial,
    session: (prepared[index] as PreparedTrial).session,
  }));
  await makeFixtures(campaign, run.fixtures);
  const times = await runPilot(campaign, (time) =>
    pilotIsDecided(request, pilot[time.trial] as PilotTrial, time, {
      ns: run.deadlineNs - monotonicNs(),
      targets: targets.length,
    }),
  );
  return { pilot, times };
}
