import type { RunRecord, Trial } from '../../core/run-record.ts';
import type { Place, Session } from '../../core/workload.ts';
import { type Selected, trialsOf } from '../../plan/selection.ts';
import { chooseSizes, type SizingCandidate } from '../../plan/sizing.ts';
import type { PilotTime } from '../../run/pilot.ts';
import type { RunRequest } from './request.ts';
import { MINIMUM_BLOCKS } from './setup.ts';

export interface PilotTrial {
  readonly selected: Selected;
  readonly trial: Trial;
  readonly session: Session;
}

/**
 * What a step costs without growing with the preset: starting a program, or sending the step to the measuring process and writing its
 * samples. Careful guesses, at most half of what the pilot took: too low makes the plan smaller than it could be, never longer than it may be.
 */
const FIXED = { share: 0.5, stepNs: 8e6 } as const;

/** Time of the last pass, as a share of the blocks: deleting a tree takes a fraction of making and reading it. */
export const TEARDOWN_SHARE = 0.15;

export function sizePlan(
  request: RunRequest,
  pilot: readonly PilotTrial[],
  times: readonly PilotTime[],
  availableNs: number,
  freeBytes: number,
): { readonly trials: readonly Trial[]; readonly sizing: RunRecord['plan']['sizing'] } {
  const candidates = pilot.map((one, index) => candidate(request, one, times[index]));
  const sized = chooseSizes(candidates, {
    availableNs: availableNs / (1 + TEARDOWN_SHARE),
    minimumBlocks: MINIMUM_BLOCKS,
    freeBytes,
  });
  const trials = pilot.flatMap(({ selected }, index) =>
    trialsOf(selected.workload, sized[index]?.preset ?? selected.presets[0], request.config),
  );
  const sizing = sized.map(({ workload, preset, reason, blockNs }) => ({ workload, preset, reason, blockNs }));
  return { trials, sizing };
}

function candidate(request: RunRequest, { selected, trial, session }: PilotTrial, time: PilotTime | undefined): SizingCandidate {
  const { workload, presets, isFixed } = selected;
  const repeats = trialsOf(workload, trial.preset, request.config).length;
  const pilotNs = (time?.wallNs ?? 0) * repeats;
  const steps = session.block(ANY_PLACE);
  const hasCommands = steps.some(({ kind }) => kind === 'command');
  const fixedNs = hasCommands ? pilotNs : steps.length * FIXED.stepNs * repeats * (time?.targets ?? 1);
  return {
    workload: workload.name,
    isFixed,
    rungs: presets.map((preset) => ({
      preset,
      weight: workload.presets[preset]?.weight ?? 1,
      bytesPerBlock: (workload.presets[preset]?.bytesPerBlock ?? 0) * repeats,
    })),
    pilotNs,
    pilotWeight: workload.presets[trial.preset]?.weight ?? 1,
    fixedNs: Math.min(fixedNs, pilotNs * FIXED.share),
  };
}

/** Steps are data, so asking for them touches nothing: only their kinds are looked at. */
const ANY_PLACE: Place = { directory: '/', fixture: '/', scratch: '/', block: 0, concurrency: 1, seed: 0 };
