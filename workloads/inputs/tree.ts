import { randomFor, shuffled } from '../../harness/core/random.ts';
import { DIRECTORY_PATH_MAX_LENGTH, growDirectories, type PlannedDirectory } from './directories.ts';
import { extensions, NAME_MAX_LENGTH } from './names.ts';
import { placeFiles } from './placement.ts';
import { fileSizes, type SizeSpec } from './sizes.ts';

/** Changes whenever the same spec and seed would give another tree or other bytes; belongs into every key of stored inputs. */
export const TREE_GENERATOR_VERSION = 1;

export const RELATIVE_PATH_MAX_LENGTH = DIRECTORY_PATH_MAX_LENGTH + 1 + NAME_MAX_LENGTH;

export interface TreeSpec extends SizeSpec {
  /** Below the root of the tree, which is not counted. */
  readonly directories: number;
  /** Directories from the root of the tree down to a file, averaged over files. */
  readonly depthMean: number;
  readonly depthCap: number;
}

export interface TreePlan {
  /** Relative paths with `/`, parents before children. */
  readonly directories: readonly string[];
  /** Relative paths; files of one directory lie together, in the order of {@link directories}. */
  readonly files: readonly PlannedFile[];
  readonly totalBytes: number;
  /** What was reached: within 5 % of the request, unless the spec contradicts itself. */
  readonly meanDepth: number;
}

export interface PlannedFile {
  readonly path: string;
  /** Bytes. */
  readonly size: number;
}

/** The tree that `spec` and `seed` stand for. Nothing but the seed decides names, shape and which file has which size. */
export function planTree(spec: TreeSpec, seed: number): TreePlan {
  const sizes = shuffled(fileSizes(spec), randomFor(seed, 'tree', 'sizes'));
  const { directories, placed } = drawShape(spec, seed);
  const suffixes = extensions(spec.files, randomFor(seed, 'tree', 'extensions'));
  const names = randomFor(seed, 'tree', 'names');

  const order = new Map(directories.map((directory, index) => [directory, index]));
  placed.sort((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0));
  let totalBytes = 0;
  let totalDepth = 0;
  const files = placed.map((directory, index) => {
    const size = sizes[index] ?? 0;
    totalBytes += size;
    totalDepth += directory.depth;
    const name = directory.names.draw(names, suffixes[index] ?? '', NAME_MAX_LENGTH);
    return { path: directory.path === '' ? name : `${directory.path}/${name}`, size };
  });
  return {
    directories: directories.slice(1).map((directory) => directory.path),
    files,
    totalBytes,
    meanDepth: files.length === 0 ? 0 : totalDepth / files.length,
  };
}

/** A draw of few directories can be too shallow or too deep for the mean; the next draw is as random as the first. */
const SHAPE_ATTEMPTS = 32;
const DEPTH_TOLERANCE = 0.05;

interface Shape {
  readonly directories: readonly PlannedDirectory[];
  /** The directory of each file. */
  readonly placed: PlannedDirectory[];
}

function drawShape(spec: TreeSpec, seed: number): Shape {
  for (let attempt = 1; ; attempt++) {
    const directories = growDirectories(spec.directories, spec.depthCap, randomFor(seed, 'tree', 'directories', attempt));
    const placed = placeFiles(spec.files, directories, spec.depthMean, randomFor(seed, 'tree', 'placement', attempt));
    const depth = placed.reduce((total, directory) => total + directory.depth, 0);
    const wanted = spec.depthMean * spec.files;
    if (Math.abs(depth - wanted) < DEPTH_TOLERANCE * wanted || attempt === SHAPE_ATTEMPTS) return { directories, placed };
  }
}
