import { monotonicNs } from '../system/clock.ts';
import type { Campaign } from './campaign.ts';
import { runTurn } from './turn.ts';

/** What one workload's smallest preset took, by trial of the pilot. */
export interface PilotTime {
  readonly trial: number;
  /** Of the targets that were tried, together. */
  readonly wallNs: number;
  /** Targets on which it was tried: fewer than there are when the answer was clear before. */
  readonly tried: number;
  /** Those of them on which it went through. */
  readonly succeeded: number;
}

/** Asked after each target: true when what is known of this workload decides already, so that the pilot goes on with the next one. */
export type IsDecided = (time: PilotTime) => boolean;

/**
 * Every workload once, as small as possible, on every target: it warms the caches of the programs, finds what cannot run here, and
 * tells how slow each mount is before sizes are chosen. Its samples are kept as warm-up. A workload that `isDecided` before its first
 * target is not tried at all.
 */
export async function runPilot(campaign: Campaign, isDecided: IsDecided): Promise<PilotTime[]> {
  const times: PilotTime[] = [];
  const steps = campaign.trials.length * campaign.targets.length;
  for (const trial of campaign.trials.keys()) {
    let time: PilotTime = { trial, wallNs: 0, tried: 0, succeeded: 0 };
    for (const target of campaign.targets.keys()) {
      if (campaign.stop.requested) return times;
      if (isDecided(time)) break;
      campaign.progress.update(
        (trial * campaign.targets.length + target) / steps,
        `pilot: ${campaign.trials[trial]?.trial.workload} on ${campaign.targets[target]?.target.id}`,
      );
      const started = monotonicNs();
      const end = await runTurn(campaign, { trial, target, block: 'pilot' }, 'block');
      time = {
        trial,
        wallNs: time.wallNs + monotonicNs() - started,
        tried: time.tried + 1,
        succeeded: time.succeeded + (end.status === 'ok' ? 1 : 0),
      };
    }
    times.push(time);
  }
  return times;
}
