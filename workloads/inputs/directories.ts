import type { Random } from '../../harness/core/random.ts';
import { NamesOfDirectory } from './names.ts';

export interface PlannedDirectory {
  /** Relative to the tree; empty for the root. */
  readonly path: string;
  /** Directories from the root of the tree down to this one: 0 for the root. */
  readonly depth: number;
  readonly names: NamesOfDirectory;
  subdirectories: number;
}

/**
 * Directories above a file may take this many characters. With a file name of 24 a relative path has at most 120, as in real
 * node_modules trees, which leaves 120 of Windows' 240 for the sandbox and the drive.
 */
export const DIRECTORY_PATH_MAX_LENGTH = 95;

/** The shortest name is 3 characters, and its slash. */
const NAME_RESERVE = 4;

/** The root and `count` directories below it, parents first. A parent is drawn with weight (subdirectories + 2), as in Impressions (FAST'09). */
export function growDirectories(count: number, depthCap: number, random: Random): PlannedDirectory[] {
  const root: PlannedDirectory = { path: '', depth: 0, names: new NamesOfDirectory(), subdirectories: 0 };
  const all = [root];
  // An urn with two balls per directory and one more per subdirectory: a uniform draw from it is the weighted draw.
  const urn = [root, root];
  for (let made = 0; made < count; made++) {
    const parent = urn[random.below(urn.length)] ?? root;
    const depth = parent.depth + 1;
    const prefix = parent.path === '' ? '' : `${parent.path}/`;
    const room = DIRECTORY_PATH_MAX_LENGTH - NAME_RESERVE * (depthCap - depth) - prefix.length;
    const path = prefix + parent.names.draw(random, '', room);
    const directory: PlannedDirectory = { path, depth, names: new NamesOfDirectory(), subdirectories: 0 };
    all.push(directory);
    parent.subdirectories++;
    urn.push(parent);
    if (depth < depthCap) urn.push(directory, directory);
  }
  return all;
}
