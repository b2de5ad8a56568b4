import type { Tracing } from '../core/counting.ts';
import type { Finding } from '../core/finding.ts';
import { sibling } from '../core/workload.ts';
import { monotonicNs } from '../system/clock.ts';
import type { BlocksEnd, Executed } from './blocks.ts';
import type { Campaign } from './campaign.ts';
import type { MeasuredTarget } from './measured-target.ts';
import { runTurn } from './turn.ts';

export interface TracedPassEnd {
  /** For the teardown, which is traced as well. */
  readonly campaign: Campaign;
  readonly executed: readonly Executed[];
  readonly measuredNs: number;
  readonly findings: readonly Finding[];
}

/** One is enough to count; where time is left, more tell how much the times of such a pass spread. */
const MOST_PASSES = 3;

/**
 * Once more over everything that went through, with tracepoints on around each measured step. What they cost is in its times, which is
 * why they enter no figure: its rows are marked `traced`.
 */
export async function runTracedPass(
  timed: Campaign,
  tracing: Tracing,
  blocks: BlocksEnd,
  teardownShare: number,
): Promise<TracedPassEnd> {
  const campaign: Campaign = { ...timed, pass: 'traced', counting: tracing };
  const firstBlock = 1 + Math.max(-1, ...blocks.executed.map((turn) => turn.block));
  const turns = turnsOf(timed, blocks, firstBlock);
  const neededNs = blocks.longestBlockNs * (1 + teardownShare);
  const leftNs = timed.stop.deadlineNs - monotonicNs();
  if (turns.length === 0 || blocks.stop === 'interrupted')
    return { campaign, executed: [], measuredNs: 0, findings: [leftOut('nothing was measured that could be traced')] };
  if (leftNs < neededNs) {
    const evidence = `${seconds(leftNs)} left, the longest block took ${seconds(blocks.longestBlockNs)}`;
    return { campaign, executed: [], measuredNs: 0, findings: [leftOut(evidence)] };
  }
  for (const target of new Set(turns.map((turn) => turn.target)))
    await learn(tracing, campaign.targets[target] as MeasuredTarget);
  const executed: Executed[] = [];
  const dead = new Set<number>();
  const startedNs = monotonicNs();
  let measuredNs = 0;
  for (let pass = 0; pass < MOST_PASSES && !campaign.stop.requested; pass++) {
    const now = monotonicNs();
    // Each leaves something to delete. Time for the first one was kept.
    const nextNs = ((now - startedNs) / Math.max(1, pass)) * (1 + teardownShare * (pass + 1));
    if (pass > 0 && now + nextNs > campaign.stop.deadlineNs) break;
    measuredNs += await onePass(campaign, pass === 0 ? turns : turnsOf(timed, blocks, firstBlock + pass), dead, executed);
  }
  return { campaign, executed, measuredNs, findings: [] };
}

/** Returns the time that was measured; adds what went through to `executed`, and what hangs to `dead`. */
async function onePass(campaign: Campaign, turns: readonly Executed[], dead: Set<number>, executed: Executed[]): Promise<number> {
  let measuredNs = 0;
  for (const [position, turn] of turns.entries()) {
    if (campaign.stop.requested) break;
    if (dead.has(turn.target)) continue;
    campaign.progress.update(1, `counting with tracepoints, ${position + 1}/${turns.length}`);
    const end = await runTurn(campaign, turn, 'block');
    measuredNs += end.measuredNs;
    if (end.status === 'ok') executed.push(turn);
    if (end.status === 'hung') dead.add(turn.target);
  }
  return measuredNs;
}

/** In an order of their own block, as if there were one more. */
function turnsOf(campaign: Campaign, { executed }: BlocksEnd, block: number): Executed[] {
  const wentThrough = new Set(executed.map(({ trial, target }) => `${trial}@${target}`));
  return campaign
    .order(block, [...campaign.trials.keys()], [...campaign.targets.keys()])
    .filter(({ trial, target }) => wentThrough.has(`${trial}@${target}`))
    .map((turn) => ({ ...turn, block }));
}

/** Few, because each is a round trip; more than one, because a single one may be anybody's. */
const KNOWN_REQUESTS = 3;

function learn(tracing: Tracing, { agent, target }: MeasuredTarget): Promise<void> {
  return tracing.learn(target, async () => {
    for (let call = 0; call < KNOWN_REQUESTS; call++) {
      const module = sibling(import.meta.url, 'target-tasks').href;
      const ended = await agent.task({ module, task: 'space', args: { path: target.path } });
      if (ended.status !== 'ok') return null;
    }
    return KNOWN_REQUESTS;
  });
}

function leftOut(evidence: string): Finding {
  return {
    code: 'traced-pass-left-out',
    severity: 'warn',
    message: 'no traced pass: requests by type and bounced mappings were not counted',
    evidence,
    remedy: 'give the run more time (--max-time), or fewer workloads',
  };
}

function seconds(ns: number): string {
  return `${(Math.max(0, ns) / 1e9).toFixed(1)} s`;
}
