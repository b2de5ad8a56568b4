import { mkdirSync } from 'node:fs';
import { randomFor } from '../core/random.ts';
import type { Place, Step } from '../core/workload.ts';
import type { Campaign, PreparedTrial } from './campaign.ts';
import { type MeasuredTarget, makePlace, placeOf } from './measured-target.ts';
import { runSteps } from './trial.ts';
import type { TrialEnd } from './trial-context.ts';

export type Part = 'fixture' | 'block' | 'teardown';

export interface TurnAt {
  readonly trial: number;
  readonly target: number;
  readonly block: number | 'pilot';
}

/** Contents and names differ between blocks and are equal for all targets of one block. */
function seedOf(campaign: Campaign, block: number | 'pilot'): number {
  return randomFor(campaign.seed, 'content', block).below(2 ** 31);
}

function placeFor(campaign: Campaign, at: TurnAt): Place {
  const { trial } = preparedTrial(campaign, at.trial);
  return placeOf(measuredTarget(campaign, at.target), campaign.scratch, {
    block: at.block,
    trial: at.trial,
    fixture: `${trial.workload}-${trial.preset}`,
    concurrency: trial.concurrency,
    seed: seedOf(campaign, at.block),
  });
}

/** One trial on one target: makes its folders, then carries out the steps of the part. */
export async function runTurn(campaign: Campaign, at: TurnAt, part: Part): Promise<TrialEnd> {
  const prepared = preparedTrial(campaign, at.trial);
  const measured = measuredTarget(campaign, at.target);
  const place = placeFor(campaign, at);
  mkdirSync(place.scratch, { recursive: true });
  const made = await makePlace(measured, place);
  if (made.status === 'hung')
    return report(campaign, at, { status: 'hung', measuredNs: 0, phase: null, reason: 'hung', message: made.evidence });
  if (made.status === 'failed')
    return report(campaign, at, { status: 'failed', measuredNs: 0, phase: null, reason: 'no-result', message: made.message });
  const end = await runSteps(stepsOf(prepared, part, place), {
    agent: measured.agent,
    targetId: measured.target.id,
    // The pilot has no block that counts could be found by.
    counting: at.block === 'pilot' ? null : campaign.counting,
    worker: prepared.workload.worker,
    place,
    cache: prepared.trial.cache,
    programs: campaign.programs,
    timing: campaign.timing,
    onMeasurement: (measurement, counts) => campaign.onMeasurement(at.trial, measuredAt(campaign, at), measurement, counts),
    onWrong: (phases, message) => wrong(campaign, at, phases, message),
    isStopped: () => campaign.stop.requested,
  });
  return report(campaign, at, end);
}

function stepsOf({ session }: PreparedTrial, part: Part, place: Place): readonly Step[] {
  return session[part](place);
}

export function preparedTrial(campaign: Campaign, index: number): PreparedTrial {
  const prepared = campaign.trials[index];
  if (prepared === undefined) throw new Error(`the plan has no trial ${index}`);
  return prepared;
}

export function measuredTarget(campaign: Campaign, index: number): MeasuredTarget {
  const measured = campaign.targets[index];
  if (measured === undefined) throw new Error(`the plan has no target ${index}`);
  return measured;
}

function measuredAt(campaign: Campaign, at: TurnAt): Parameters<Campaign['onMeasurement']>[1] {
  const { trial } = preparedTrial(campaign, at.trial);
  const { target, process } = measuredTarget(campaign, at.target);
  const isPilot = at.block === 'pilot';
  return {
    workload: trial.workload,
    preset: trial.preset,
    targetId: target.id,
    cache: trial.cache,
    block: isPilot ? 0 : (at.block as number),
    iteration: isPilot ? -1 : 0,
    process,
    pass: campaign.pass,
  };
}

/** A wrong result spoils what was measured: the rows stay, marked. */
function wrong(campaign: Campaign, at: TurnAt, phases: readonly string[], message: string): void {
  const { trial } = preparedTrial(campaign, at.trial);
  const { target } = measuredTarget(campaign, at.target);
  if (at.block !== 'pilot')
    campaign.recorder.invalidate({ block: at.block, targetId: target.id, workload: trial.workload, phases }, 'verify-failed');
  fail(campaign, at, phases.join(', '), 'verify-failed', message);
}

function report(campaign: Campaign, at: TurnAt, end: TrialEnd): TrialEnd {
  if (end.status === 'failed' || end.status === 'hung') fail(campaign, at, end.phase, end.reason, end.message);
  return end;
}

function fail(campaign: Campaign, at: TurnAt, phase: string | null, reason: string, message: string): void {
  const { trial } = preparedTrial(campaign, at.trial);
  const { target } = measuredTarget(campaign, at.target);
  campaign.onFailure({
    ...trial,
    target: target.id,
    block: at.block === 'pilot' ? -1 : at.block,
    phase,
    reason,
    message: message.slice(0, 2000),
  });
}
