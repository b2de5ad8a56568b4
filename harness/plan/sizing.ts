/** What the pilot learned about one workload, and what there is to choose from. */
export interface SizingCandidate {
  readonly workload: string;
  /** Smallest first; a single one when the user fixed it. */
  readonly rungs: readonly { readonly preset: string; readonly weight: number; readonly bytesPerBlock: number }[];
  readonly isFixed: boolean;
  /** Wall time of one block of `pilotWeight`, over the targets that were tried and all thread counts; null: none was tried. */
  readonly pilotNs: number | null;
  readonly pilotWeight: number;
  readonly tried: number;
  readonly targets: number;
  /** Part of the pilot's time that does not grow with the preset: starting programs, on the targets that were tried. */
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
  /** Expected; null where no pilot told. */
  readonly blockNs: number | null;
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
  const time = (index: number, rung: number): number => predicted(candidates[index] as SizingCandidate, rung) ?? 0;
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
    return { workload: candidate.workload, preset, blockNs: predicted(candidate, rung), reason: reasonFor(candidate, rung) };
  });
}

/** Of the time for blocks: a pilot that costs less goes on though its answer is clear, because it also warms every target alike. */
const CHEAP_SHARE = 0.05;

/**
 * True when trying one more target could not change this workload's preset, and would cost much: the next preset does not fit on the
 * targets that were tried alone.
 */
export function isDecided(candidate: SizingCandidate, budget: Pick<SizingBudget, 'availableNs' | 'minimumBlocks'>): boolean {
  if (budget.availableNs <= 0) return true;
  const { pilotNs, tried, targets, rungs, pilotWeight } = candidate;
  if (pilotNs === null) return false;
  const restNs = (pilotNs / tried) * (targets - tried);
  if (restNs <= budget.availableNs * CHEAP_SHARE) return false;
  const nextNs = scaled(candidate, pilotNs, rungs[1]?.weight ?? pilotWeight);
  return nextNs * budget.minimumBlocks > budget.availableNs;
}

/** Over all targets: those that were not tried count like the mean of those that were. */
function predicted(candidate: SizingCandidate, rung: number): number | null {
  const { pilotNs, tried, targets, rungs, pilotWeight } = candidate;
  return pilotNs === null ? null : (scaled(candidate, pilotNs, rungs[rung]?.weight ?? pilotWeight) * targets) / tried;
}

function scaled({ fixedNs, pilotWeight }: SizingCandidate, pilotNs: number, weight: number): number {
  const growing = Math.max(pilotNs - fixedNs, 0);
  return Math.min(fixedNs, pilotNs) + (growing * weight) / pilotWeight;
}

function reasonFor(candidate: SizingCandidate, rung: number): string {
  const { pilotNs, tried, targets } = candidate;
  if (candidate.isFixed) return 'fixed by the user';
  if (pilotNs === null) return candidate.rungs.length === 1 ? 'the only one' : 'the smallest: no time was left for a pilot';
  const seconds = (ns: number | null): string => `${((ns ?? 0) / 1e9).toFixed(1)} s`;
  const here = candidate.rungs[rung]?.preset ?? '';
  const next = candidate.rungs[rung + 1];
  const where = tried === targets ? 'a block' : `on ${tried} of ${targets} targets`;
  const pilot = `pilot took ${seconds(pilotNs)} ${where}, ${here} is expected to take ${seconds(predicted(candidate, rung))}`;
  return next === undefined
    ? `${pilot}; it is the largest`
    : `${pilot}; ${next.preset} at ${seconds(predicted(candidate, rung + 1))} would not fit`;
}
