import type { Campaign } from './campaign.ts';
import { measuredTarget, preparedTrial, runTurn } from './turn.ts';

/** Makes what all blocks of a workload share, once per preset and target. `made` remembers over several campaigns of one run. */
export async function makeFixtures(campaign: Campaign, made: Set<string>): Promise<void> {
  for (const trial of campaign.trials.keys()) {
    const { workload, preset } = preparedTrial(campaign, trial).trial;
    for (const target of campaign.targets.keys()) {
      const { id } = measuredTarget(campaign, target).target;
      const key = `${workload} ${preset} ${id}`;
      if (made.has(key) || campaign.stop.requested) continue;
      made.add(key);
      campaign.progress.update(0, `preparing ${workload} ${preset} on ${id}`);
      await runTurn(campaign, { trial, target, block: 0 }, 'fixture');
    }
  }
}
