import { UserError } from '../../core/errors.ts';
import type { Target } from '../../core/target.ts';
import type { Selected } from '../../plan/selection.ts';
import { formatBytes } from '../../report/format.ts';

/** Of what is free, a run fills at most this share. */
const SPACE_SHARE = 0.75;

/** Asked before anything is written: a full disk in the middle spoils the run and whatever else uses the disk. */
export function requireSpace(targets: readonly Target[], neededBytes: number): void {
  for (const { path, freeBytes } of targets) {
    if (freeBytes * SPACE_SHARE >= neededBytes) continue;
    throw new UserError({
      code: 'too-little-space',
      what: 'a target has too little free space',
      got: `${formatBytes(freeBytes)} free in ${path}`,
      expected: `${formatBytes(neededBytes / SPACE_SHARE)}, of which the smallest plan fills three quarters`,
      fix: 'make room, choose fewer workloads (--workload), or measure another directory',
    });
  }
}

/** What the smallest plan leaves on each target until its end. */
export function smallestPlanBytes(selected: readonly Selected[], trialsOf: (one: Selected) => number, blocks: number): number {
  const perBlock = selected.reduce(
    (sum, one) => sum + (one.workload.presets[one.presets[0]]?.bytesPerBlock ?? 0) * trialsOf(one),
    0,
  );
  return perBlock * (blocks + 1); // The pilot is one more.
}
