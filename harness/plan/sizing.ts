/** What the pilot learned about one workload, and what there is to choose from. */
export interface SizingCandidate {
  readonly workload: string;
  /** Smallest first; a single one when the user fixed it. */
  readonly rungs: readonly { readonly preset: string; readonly weight: number; readonly bytesPerBlock: number }[];
  readonly isFixed: boolean;
  /** Wall time of one block of `pilotWeight`, over all targets and thread counts. */
  readonly pilotNs: number;
  readonly pilotWeight: number;
  /** Part of the pilot's time that does not grow with the preset: starting programs, for all targets together. */
  readonly fixedNs: number;
}

export interface SizingBudget {
  /** For blocks, teardown not included. */
  readonly availableNs: number;
  /** Blocks that have to fit. */
  readonly minimumBlocks: number;
  /** Free on the fullest target: three quarters of it may be used. */
  readonly freeBytes: number;
}

export interface Sized {
  readonly workload: string;
  readonly preset: string;
  readonly blockNs: number;
  readonly reason: string;
}

/** The share of free space that a run may fill; the rest is the user's. */
const SPACE_SHARE = 0.75;

/**
 * Presets that make the best of the time: all start small, then the one whose next step costs least grows, as long as the minimum of
 * blocks still fits. The same preset for every target, because only equal work compares.
 */
export function chooseSizes(candidates: readonly SizingCandidate[], budget: SizingBudget): Sized[] {
  const chosen = candidates.map(() => 0);
  const time = (index: number, rung: number): number => predicted(candidates[index] as SizingCandidate, rung);
  const total = (): number => chosen.reduce((sum, rung, index) => sum + time(index, rung), 0);
  const bytes = (): number => chosen.reduce((sum, rung, index) => sum + (candidates[index]?.rungs[rung]?.bytesPerBlock ?? 0), 0);
  const fits = (): boolean =>
    total() * budget.minimumBlocks <= budget.availableNs && bytes() * budget.minimumBlocks <= budget.freeBytes * SPACE_SHARE;

  const grown = new Set<number>();
  for (;;) {
    const growable = candidates
      .map((_, index) => index)
      .filter((index) => !grown.has(index) && (chosen[index] as number) + 1 < (candidates[index]?.rungs.length ?? 0));
    const next = growable.sort((a, b) => time(a, (chosen[a] as number) + 1) - time(b, (chosen[b] as number) + 1))[0];
    if (next === undefined) break;
    chosen[next] = (chosen[next] as number) + 1;
    if (fits()) continue;
    chosen[next] = (chosen[next] as number) - 1;
    grown.add(next);
  }
  return candidates.map((candidate, index) => {
    const rung = chosen[index] as number;
    const preset = candidate.rungs[rung]?.preset ?? '';
    return { workload: candidate.workload, preset, blockNs: time(index, rung), reason: reasonFor(candidate, rung) };
  });
}

function predicted(candidate: SizingCandidate, rung: number): number {
  const weight = candidate.rungs[rung]?.weight ?? candidate.pilotWeight;
  const growing = Math.max(candidate.pilotNs - candidate.fixedNs, 0);
  return Math.min(candidate.fixedNs, candidate.pilotNs) + (growing * weight) / candidate.pilotWeight;
}

function reasonFor(candidate: SizingCandidate, rung: number): string {
  if (candidate.isFixed) return 'fixed by the user';
  const seconds = (ns: number): string => `${(ns / 1e9).toFixed(1)} s`;
  const here = candidate.rungs[rung]?.preset ?? '';
  const next = candidate.rungs[rung + 1];
  const pilot = `pilot took ${seconds(candidate.pilotNs)} a block, ${here} is expected to take ${seconds(predicted(candidate, rung))}`;
  return next === undefined
    ? `${pilot}; it is the largest`
    : `${pilot}; ${next.preset} at ${seconds(predicted(candidate, rung + 1))} would not fit`;
}
