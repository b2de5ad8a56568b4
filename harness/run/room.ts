import { sibling } from '../core/workload.ts';
import type { Space } from '../system/space.ts';
import type { Campaign } from './campaign.ts';
import type { MeasuredTarget } from './measured-target.ts';

/** The share of what was free at the start that stays free: trees are kept until the last pass, and the disk is not ours alone. */
const KEPT_SHARE = 0.25;

/** True while one more block of the size of those before leaves every target its share. Space and inodes are counted, not predicted. */
export async function hasRoom(campaign: Campaign, blocks: number): Promise<boolean> {
  for (const measured of campaign.targets) {
    const now = await spaceLeft(measured);
    if (now === null) continue; // Hung or unreadable: other code says so.
    const { freeBytes, freeInodes } = measured.target;
    if (!leavesShare(freeBytes, now.freeBytes, blocks)) return false;
    if (freeInodes !== null && now.freeInodes !== null && !leavesShare(freeInodes, now.freeInodes, blocks)) return false;
  }
  return true;
}

export function leavesShare(before: number, now: number, blocks: number): boolean {
  const perBlock = Math.max(0, before - now) / blocks;
  return now - perBlock >= before * KEPT_SHARE;
}

async function spaceLeft({ agent, target }: MeasuredTarget): Promise<Space | null> {
  const asked = await agent.task({
    module: sibling(import.meta.url, 'target-tasks').href,
    task: 'space',
    args: { path: target.path },
  });
  return asked.status === 'ok' ? (asked.value as Space | null) : null;
}
