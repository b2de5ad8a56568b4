import { treeNamed } from './presets.ts';
import { planTree, type TreePlan } from './tree.ts';

let latest: { readonly name: string; readonly seed: number; readonly plan: TreePlan } | null = null;

/** The plan of a named tree. Each thread plans it once for all the steps of a block, which is cheaper than shipping it. */
export function plannedTree(name: string, seed: number): TreePlan {
  if (latest === null || latest.name !== name || latest.seed !== seed)
    latest = { name, seed, plan: planTree(treeNamed(name), seed) };
  return latest.plan;
}
