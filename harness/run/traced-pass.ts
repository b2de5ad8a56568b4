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
  const turns = turnsOf(timed, blocks);
  const neededNs = blocks.longestBlockNs * (1 + teardownShare);
  const leftNs = timed.stop.deadlineNs - monotonicNs();
  if (turns.length === 0 || blocks.stop === 'interrupted')
    return { campaign, executed: [], measuredNs: 0, findings: [leftOut('nothing was measured that could be traced')] };
  if (leftNs < neededNs) {
    const evidence = `${seconds(leftNs)} left, the longest block took ${seconds(blocks.longestBlockNs)}`;
    return { campaign, executed: [], measuredNs: 0, findings: [leftOut(evidence)] };
  }
  const executed: Executed[] = [];
  let measuredNs = 0;
  const dead = new Set<number>();
  for (const target of new Set(turns.map((turn) => turn.target)))
    await learn(tracing, campaign.targets[target] as MeasuredTarget);
  for (const [position, turn] of turns.entries()) {
    if (campaign.stop.requested) break;
    if (dead.has(turn.target)) continue;
    campaign.progress.update(1, `counting with tracepoints, ${position + 1}/${turns.length}`);
    const end = await runTurn(campaign, turn, 'block');
    measuredNs += end.measuredNs;
    if (end.status === 'ok') executed.push(turn);
    if (end.status === 'hung') dead.add(turn.target);
  }
  return { campaign, executed, measuredNs, findings: [] };
}

/** In an order of their own block, as if there were one more. */
function turnsOf(campaign: Campaign, { executed }: BlocksEnd): Executed[] {
  const block = 1 + Math.max(-1, ...executed.map((turn) => turn.block));
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
