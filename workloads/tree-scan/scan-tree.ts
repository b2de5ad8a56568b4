import type { JsonObject } from '../../harness/core/json.ts';
import type { Place } from '../../harness/core/workload.ts';
import { numberArg, textArg } from '../inputs/args.ts';
import { plannedTree } from '../inputs/planned.ts';
import type { TreePlan } from '../inputs/tree.ts';

/**
 * The same tree in every run: nothing is written in a block, so no block needs a tree of its own, and a scan depends on the shape of
 * the tree much more than the single operations of small-file do.
 */
export const SCAN_SEED = 1;

interface ScanTree {
  readonly root: string;
  readonly plan: TreePlan;
}

export function scanArgs(place: Place, tree: string, operations: number): JsonObject {
  return { root: `${place.fixture}/tree`, tree, operations };
}

export function readScan(args: JsonObject): ScanTree {
  return { root: textArg(args, 'root'), plan: plannedTree(textArg(args, 'tree'), SCAN_SEED) };
}

export function operationsOf(args: JsonObject): number {
  return numberArg(args, 'operations');
}
