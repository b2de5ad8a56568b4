import type { Trial } from '../../core/run-record.ts';
import { PrecisionTracker } from '../../plan/precision.ts';
import { calibrate } from '../../run/calibrate.ts';
import type { PreparedTrial } from '../../run/campaign.ts';
import { makeFixtures } from '../../run/fixtures.ts';
import { runPilot } from '../../run/pilot.ts';
import { monotonicNs } from '../../system/clock.ts';
import { timingWith } from '../../system/timed-command.ts';
import { campaignFor, prepareTrials, type Running } from './running.ts';
import { sizePlan } from './size-plan.ts';

/** Sizes follow from a pilot that is measured on the very mounts. */
export async function calibrateAndPlan(run: Running): Promise<void> {
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
