import type { Random } from '../../harness/core/random.ts';
import type { PlannedDirectory } from './directories.ts';

/**
 * A directory for each file, so that the mean depth of the files is `depthMean` where the directories allow it.
 *
 * Every directory without subdirectories gets one file first: neither a git tree nor a package has empty ones. The rest is spread by
 * weights exp(tilt · depth), with the one tilt that meets the mean. The root takes files only where even depth 1 is too deep.
 */
export function placeFiles(
  files: number,
  directories: readonly PlannedDirectory[],
  depthMean: number,
  random: Random,
): PlannedDirectory[] {
  const placed = directories.filter((directory) => directory.subdirectories === 0).slice(0, files);
  const rest = files - placed.length;
  if (rest === 0) return placed;
  const wanted = (depthMean * files - sum(placed.map((directory) => directory.depth))) / rest;
  const candidates = byDepth(
    directories.filter((directory) => (wanted < 1 ? directory.depth <= 1 : directory.depth > 0 || directories.length === 1)),
  );
  const counts = candidates.map((group) => group.length);
  const quotas = apportion(rest, tiltedWeights(counts, wanted, candidates[0]?.[0]?.depth ?? 0));
  candidates.forEach((group, index) => {
    for (let i = 0; i < (quotas[index] ?? 0); i++) {
      const directory = group[random.below(group.length)];
      if (directory !== undefined) placed.push(directory);
    }
  });
  return placed;
}

/** Groups of ascending depth without gaps: a directory at depth 3 has a parent at depth 2. */
function byDepth(directories: readonly PlannedDirectory[]): PlannedDirectory[][] {
  const groups = new Map<number, PlannedDirectory[]>();
  for (const directory of directories) {
    const group = groups.get(directory.depth);
    if (group === undefined) groups.set(directory.depth, [directory]);
    else group.push(directory);
  }
  return [...groups.keys()].sort((a, b) => a - b).map((depth) => groups.get(depth) ?? []);
}

/** Bisection: the mean depth grows with the tilt. At ±TILT_LIMIT all files are in the deepest or shallowest group. */
const TILT_LIMIT = 40;
const TILT_STEPS = 60;

function tiltedWeights(counts: readonly number[], wantedMean: number, firstDepth: number): number[] {
  let low = -TILT_LIMIT;
  let high = TILT_LIMIT;
  let weights = counts.map(Number);
  for (let step = 0; step < TILT_STEPS; step++) {
    const tilt = (low + high) / 2;
    weights = counts.map((count, index) => count * Math.exp(tilt * index));
    const mean = sum(weights.map((weight, index) => weight * (firstDepth + index))) / sum(weights);
    if (mean < wantedMean) low = tilt;
    else high = tilt;
  }
  return weights;
}

/** Whole numbers in proportion to the weights that add up to `total`: rounding the running sum never drifts. */
function apportion(total: number, weights: readonly number[]): number[] {
  const all = sum(weights);
  let running = 0;
  let given = 0;
  return weights.map((weight) => {
    running += weight;
    const quota = Math.round((total * running) / all) - given;
    given += quota;
    return quota;
  });
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
