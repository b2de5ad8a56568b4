import { type Random, randomFor, shuffled } from '../../harness/core/random.ts';
import { normalQuantile } from '../inputs/normal-quantile.ts';
import { type PlannedFile, planTree } from '../inputs/tree.ts';

/** Files per package in a real tree: median 7, mean 20 (facts/workloads.md §1), which a lognormal meets with this sigma. */
const FILES_LOG_SIGMA = 1.45;
const DEPTH_CAP = 4;
/** Folders from the package's own down to a file, where it has folders; with the package's own depth this gives 2 to 3. */
const DEPTH_MEAN = 1.3;

/** How many files each of `packages` gets, `package.json` not counted; every package has at least one, and all sum up to `files`. */
export function filesPerPackage(packages: number, files: number, random: Random): number[] {
  const weights = Array.from({ length: packages }, (_, i) => Math.exp(FILES_LOG_SIGMA * normalQuantile((i + 0.5) / packages)));
  const scale = (files - packages) / sum(weights);
  let running = 0;
  let given = 0;
  // Rounding the running sum never drifts, so the counts add up exactly.
  const counts = weights.map((weight) => {
    running += weight * scale;
    const share = Math.round(running) - given;
    given += share;
    return 1 + share;
  });
  return shuffled(counts, random);
}

/** How many folders each package gets below its own; fewer than files, since a tarball has no empty folders. */
export function foldersPerPackage(files: readonly number[], folders: number): number[] {
  const total = sum(files);
  return files.map((count) => Math.min(count - 1, Math.round((count / total) * folders)));
}

/** The files of one package: the first one at the top (`cli.js` where the package brings a command), the others in `folders` folders. */
export function packageFiles(
  key: string,
  sizes: readonly number[],
  folders: number,
  hasCommand: boolean,
  seed: number,
): PlannedFile[] {
  const shape = {
    logMean: 0,
    logSigma: 0,
    giants: [],
    fixedSize: 1,
    depthMean: folders === 0 ? 0 : DEPTH_MEAN,
    depthCap: DEPTH_CAP,
  };
  const ownSeed = randomFor(seed, 'package files', key).below(2 ** 31);
  const others = planTree({ ...shape, files: sizes.length - 1, directories: folders }, ownSeed).files;
  // Neither first name can be drawn by planTree: one is no word of its list, the other is not lower case. `package.json` can be.
  const paths = [
    hasCommand ? 'cli.js' : 'README.md',
    ...others.map(({ path }) => (path === 'package.json' ? 'packages.json' : path)),
  ];
  return sizes.map((size, index) => ({ path: paths[index] ?? `file-${index}`, size }));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
