import { monotonicNs, nowUtc } from '../system/clock.ts';
import type { Campaign } from './campaign.ts';
import { disturbances, type MachineState, readMachineState } from './guard.ts';
import { hasRoom } from './room.ts';
import { runTurn, type TurnAt } from './turn.ts';

export interface Executed {
  readonly trial: number;
  readonly target: number;
  readonly block: number;
}

export interface BlocksEnd {
  readonly stop: 'precise' | 'cap' | 'full' | 'interrupted' | 'failed';
  readonly executed: readonly Executed[];
  readonly measuredNs: number;
  readonly longestBlockNs: number;
}

export interface BlocksRequest {
  readonly firstBlock: number;
  /** Turns of the first block that an earlier invocation completed. */
  readonly alreadyDone: readonly Executed[];
  /** Time to keep for the teardown pass, as a share of the time that blocks take. */
  readonly teardownShare: number;
  /** Passes over everything that come after the blocks; time is kept for each. */
  readonly passesAfter: number;
}

/** A target or trial that fails this often is left out of later blocks: it costs time and gives nothing. */
const FAILURES_BEFORE_GIVING_UP = 2;

/** Passes over all cells until everything is precise, time runs out or somebody stops it. */
export async function runBlocks(campaign: Campaign, request: BlocksRequest): Promise<BlocksEnd> {
  const executed: Executed[] = [];
  const failures = new Map<string, number>();
  const deadTargets = new Set<number>();
  let active = campaign.trials.map((_, index) => index);
  let measuredNs = 0;
  const started = monotonicNs();
  let longestBlockNs = 0;

  const turnsOf = (block: number): readonly { trial: number; target: number }[] =>
    campaign
      .order(
        block,
        active,
        campaign.targets.map((_, index) => index).filter((index) => !deadTargets.has(index)),
      )
      .filter(({ trial, target }) => (failures.get(`${trial}@${target}`) ?? 0) < FAILURES_BEFORE_GIVING_UP);

  for (let block = request.firstBlock; ; block++) {
    const end = (stop: BlocksEnd['stop']): BlocksEnd => ({ stop, executed, measuredNs, longestBlockNs });
    if (active.length === 0) return end('precise');
    const turns = turnsOf(block).filter(
      (turn) =>
        !request.alreadyDone.some((done) => done.block === block && done.trial === turn.trial && done.target === turn.target),
    );
    if (turnsOf(block).length === 0) return end('failed');
    const now = monotonicNs();
    const laterNs = longestBlockNs * request.passesAfter;
    const reserved = laterNs + (now - started + longestBlockNs + laterNs) * request.teardownShare;
    // The first block always runs: a result with one sample and a warning is better than none.
    if (block > request.firstBlock && now + longestBlockNs + reserved > campaign.stop.deadlineNs) return end('cap');

    const blockStartedNs = monotonicNs();
    const startedAt = nowUtc();
    const order: string[] = [];
    let blockMeasuredNs = 0;
    const before = readMachineState(campaign.readMounts);
    const record = { block, startedAt, order, disturbances: [], measuredNs: 0 };
    campaign.onBlock({ ...record, finishedAt: null, wallNs: 0 });
    for (const [position, { trial, target }] of turns.entries()) {
      if (campaign.stop.requested) break;
      if (deadTargets.has(target)) continue;
      campaign.progress.update(
        shareOf(campaign, started),
        describeTurn(campaign, { trial, target, block }, position + 1, turns.length),
      );
      const result = await runTurn(campaign, { trial, target, block }, 'block');
      measuredNs += result.measuredNs;
      blockMeasuredNs += result.measuredNs;
      if (result.status === 'hung') {
        deadTargets.add(target);
        campaign.progress.note(`${campaign.targets[target]?.target.path} hangs (${result.message}); going on without it`);
      } else if (result.status === 'failed') {
        failures.set(`${trial}@${target}`, (failures.get(`${trial}@${target}`) ?? 0) + 1);
      } else if (result.status === 'ok') {
        executed.push({ trial, target, block });
        order.push(turnName(campaign, { trial, target }));
        campaign.onBlock({
          ...record,
          order: [...order],
          finishedAt: null,
          wallNs: monotonicNs() - blockStartedNs,
          measuredNs: blockMeasuredNs,
        });
      }
    }
    const found = spoil(campaign, block, before, executed);
    longestBlockNs = Math.max(longestBlockNs, monotonicNs() - blockStartedNs);
    campaign.onBlock({
      block,
      startedAt,
      finishedAt: campaign.stop.requested ? null : nowUtc(),
      order,
      disturbances: found,
      wallNs: monotonicNs() - blockStartedNs,
      measuredNs: blockMeasuredNs,
    });
    if (campaign.stop.requested) return end('interrupted');
    active = active.filter((trial) => !campaign.isPrecise(trial));
    if (active.length > 0 && !(await hasRoom(campaign, block - request.firstBlock + 1))) return end('full');
  }
}

/** How a completed turn is written in run.json; a resumed run looks it up. */
function turnName(campaign: Pick<Campaign, 'targets'>, turn: { readonly trial: number; readonly target: number }): string {
  return `${turn.trial}@${campaign.targets[turn.target]?.target.id ?? turn.target}`;
}

/** Marks everything in the block that a change of the machine made worthless. */
function spoil(
  campaign: Campaign,
  block: number,
  before: MachineState,
  executed: readonly Executed[],
): ReturnType<typeof disturbances> {
  const coldTurns = executed.filter((turn) => turn.block === block && campaign.trials[turn.trial]?.trial.cache === 'cold');
  const ownDrops = coldTurns.length === 0 ? 0 : Number.POSITIVE_INFINITY; // Our own drops hide others', so they cannot be told apart.
  const found = disturbances(
    before,
    readMachineState(campaign.readMounts),
    campaign.targets.map(({ target }) => target),
    ownDrops,
  );
  for (const { target, reason, evidence } of found) {
    campaign.recorder.invalidate({ block, targetId: target === '*' ? null : target, workload: null, phases: null }, reason);
    campaign.progress.note(`block ${block} is invalid on ${target === '*' ? 'all targets' : target}: ${evidence}`);
  }
  return found;
}

function shareOf(campaign: Campaign, started: number): number {
  const span = campaign.stop.deadlineNs - started;
  return span <= 0 ? 1 : Math.min(1, (monotonicNs() - started) / span);
}

function describeTurn(campaign: Campaign, at: TurnAt, position: number, of: number): string {
  const trial = campaign.trials[at.trial]?.trial;
  const target = campaign.targets[at.target]?.target;
  return `block ${Number(at.block) + 1}, ${position}/${of}: ${trial?.workload ?? ''} on ${target?.id ?? ''}`;
}
