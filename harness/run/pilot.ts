import { monotonicNs } from '../system/clock.ts';
import type { Campaign } from './campaign.ts';
import { runTurn } from './turn.ts';

/** What one workload's smallest preset took, all targets together, by trial of the pilot. */
export interface PilotTime {
  readonly trial: number;
  readonly wallNs: number;
  /** Targets on which it went through. */
  readonly targets: number;
}

/**
 * Every workload once, as small as possible, on every target: it warms the caches of the programs, finds what cannot run here, and
 * tells how slow each mount is before sizes are chosen. Its samples are kept as warm-up.
 */
export async function runPilot(campaign: Campaign): Promise<PilotTime[]> {
  const times: PilotTime[] = [];
  const steps = campaign.trials.length * campaign.targets.length;
  let done = 0;
  for (const trial of campaign.trials.keys()) {
    let wallNs = 0;
    let targets = 0;
    for (const target of campaign.targets.keys()) {
      if (campaign.stop.requested) return times;
      campaign.progress.update(
        done++ / steps,
        `pilot: ${campaign.trials[trial]?.trial.workload} on ${campaign.targets[target]?.target.id}`,
      );
      const started = monotonicNs();
      const end = await runTurn(campaign, { trial, target, block: 'pilot' }, 'block');
      wallNs += monotonicNs() - started;
      if (end.status === 'ok') targets++;
    }
    times.push({ trial, wallNs, targets });
  }
  return times;
}
