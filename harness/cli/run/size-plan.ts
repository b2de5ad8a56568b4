import type { RunRecord, Trial } from '../../core/run-record.ts';
import type { Place, Session } from '../../core/workload.ts';
import { type Selected, trialsOf } from '../../plan/selection.ts';
import { chooseSizes, isDecided, type SizingBudget, type SizingCandidate } from '../../plan/sizing.ts';
import type { PilotTime } from '../../run/pilot.ts';
import type { RunRequest } from './request.ts';

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

/** The presets, and the trials that follow from them. `pilot` is empty where there was nothing to choose. */
export function sizePlan(
  request: RunRequest,
  selected: readonly Selected[],
  pilot: readonly PilotTrial[],
  times: readonly PilotTime[],
  available: { readonly ns: number; readonly targets: number; readonly freeBytes: number },
): { readonly trials: readonly Trial[]; readonly sizing: RunRecord['plan']['sizing'] } {
  const candidates = selected.map((one, index) => candidate(request, one, pilot[index], times[index], available.targets));
  const { freeBytes } = available;
  const sized = chooseSizes(candidates, { ...budgetFor(request, available.ns), freeBytes });
  const trials = selected.flatMap(({ workload, presets }, index) =>
    trialsOf(workload, sized[index]?.preset ?? presets[0], request.config),
  );
  const sizing = sized.map(({ workload, preset, reason, blockNs }) => ({ workload, preset, reason, blockNs }));
  return { trials, sizing };
}

/** Whether the pilot of a workload can stop before it has tried every target. */
export function pilotIsDecided(
  request: RunRequest,
  pilot: PilotTrial,
  time: PilotTime,
  available: { readonly ns: number; readonly targets: number },
): boolean {
  return isDecided(candidate(request, pilot.selected, pilot, time, available.targets), budgetFor(request, available.ns));
}

function budgetFor(
  { config, minimumBlocks }: RunRequest,
  availableNs: number,
): Pick<SizingBudget, 'availableNs' | 'minimumBlocks'> {
  // A traced pass takes as long as a block.
  const passes = config.counters === 'trace' ? 1 : 0;
  return { availableNs: availableNs / (1 + TEARDOWN_SHARE), minimumBlocks: minimumBlocks + passes };
}

function candidate(
  request: RunRequest,
  { workload, presets, isFixed }: Selected,
  pilot: PilotTrial | undefined,
  time: PilotTime | undefined,
  targets: number,
): SizingCandidate {
  const tried = time?.tried ?? 0;
  const piloted = pilot?.trial.preset ?? presets[0];
  const repeats = trialsOf(workload, piloted, request.config).length;
  const pilotNs = tried === 0 ? null : (time?.wallNs ?? 0) * repeats;
  const steps = pilot?.session.block(ANY_PLACE) ?? [];
  const hasCommands = steps.some(({ kind }) => kind === 'command');
  const fixedNs = hasCommands ? (pilotNs ?? 0) : steps.length * FIXED.stepNs * repeats * (time?.succeeded ?? 0);
  return {
    workload: workload.name,
    isFixed,
    rungs: presets.map((preset) => ({
      preset,
      weight: workload.presets[preset]?.weight ?? 1,
      bytesPerBlock: (workload.presets[preset]?.bytesPerBlock ?? 0) * repeats,
    })),
    pilotNs,
    pilotWeight: workload.presets[piloted]?.weight ?? 1,
    tried,
    targets,
    fixedNs: Math.min(fixedNs, (pilotNs ?? 0) * FIXED.share),
  };
}

/** Steps are data, so asking for them touches nothing: only their kinds are looked at. */
const ANY_PLACE: Place = { directory: '/', fixture: '/', scratch: '/', block: 0, concurrency: 1, seed: 0 };
