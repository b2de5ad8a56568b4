import type { JsonObject } from '../../harness/core/json.ts';
import type { Place, Share } from '../../harness/core/workload.ts';
import { numberArg, textArg } from '../inputs/args.ts';
import { contentFor } from '../inputs/content.ts';
import { parentOf } from '../inputs/flat-path.ts';
import { plannedTree } from '../inputs/planned.ts';
import type { PlannedFile, TreePlan } from '../inputs/tree.ts';

/** The trees of one block: one for the single operations and one for each chain that fills a tree. */
export const SINGLE = 'single';
export const INSTALL = 'install';
export const CHECKOUT = 'checkout';

interface BlockTrees {
  /** Holds the trees. */
  readonly root: string;
  readonly plan: TreePlan;
  readonly seed: number;
}

export function treeArgs(place: Place, tree: string): JsonObject {
  return { root: place.directory, tree, seed: place.seed };
}

export function readTrees(args: JsonObject): BlockTrees {
  const seed = numberArg(args, 'seed');
  return { root: textArg(args, 'root'), plan: plannedTree(textArg(args, 'tree'), seed), seed };
}

/** Of a list that all threads know, the items of one thread. */
export function shareOf<T>(list: readonly T[], { thread, threads }: Share): T[] {
  return threads === 1 ? [...list] : list.filter((_, index) => index % threads === thread);
}

export const APPEND_BYTES = 128;

/** The name stays in its directory. No generated name starts like this: their words have three letters and more. */
export function renamedPath(path: string): string {
  const parent = parentOf(path);
  return parent === '' ? `r-${path}` : `${parent}/r-${path.slice(parent.length + 1)}`;
}

export function createdContent(tree: string, file: PlannedFile, seed: number): Buffer {
  return contentFor(`${tree}/${file.path}`, file.size, seed);
}

export function overwrittenContent(file: PlannedFile, seed: number): Buffer {
  return contentFor(`overwrite/${file.path}`, file.size, seed);
}

export function appendedContent(file: PlannedFile, seed: number): Buffer {
  return contentFor(`append/${file.path}`, APPEND_BYTES, seed);
}
