import { monotonicNs } from '../system/clock.ts';
import type { Executed } from './blocks.ts';
import type { Campaign } from './campaign.ts';
import { runTurn } from './turn.ts';

/** Over its time by this share the last pass stops as well: the user was promised an end. */
const GRACE_SHARE = 0.1;

/**
 * The last pass: what deletes is measured after everything that creates, since on ext4 deleting makes creating slower for minutes
 * (`recently_deleted()` in fs/ext4/ialloc.c). Every block left its trees for it.
 */
export async function runTeardown(campaign: Campaign, turns: readonly Executed[], maxTimeNs: number): Promise<number> {
  let measuredNs = 0;
  const measured = new Set<string>();
  const dead = new Set<number>();
  for (const [position, turn] of turns.entries()) {
    if (campaign.stop.requested) break;
    const isLate = monotonicNs() > campaign.stop.deadlineNs + maxTimeNs * GRACE_SHARE;
    // The first of each always runs, as the first block does: its tree has to go either way, and one sample is better than none.
    const name = `${turn.trial}@${turn.target}`;
    if (dead.has(turn.target) || (isLate && measured.has(name))) continue;
    measured.add(name);
    campaign.progress.update(1, `deleting, ${position + 1}/${turns.length}`);
    const end = await runTurn(campaign, turn, 'teardown');
    measuredNs += end.measuredNs;
    if (end.status === 'hung') dead.add(turn.target);
  }
  return measuredNs;
}
