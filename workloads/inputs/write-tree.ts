import { mkdirSync, writeFileSync } from 'node:fs';
import { contentFor } from './content.ts';
import type { TreePlan } from './tree.ts';

/** Writes the planned tree below `root`, which may exist: a fixture cut short by a crash is simply written again. Untimed. */
export function writeTree(root: string, plan: TreePlan, seed: number): void {
  mkdirSync(root, { recursive: true });
  makeDirectories(root, plan);
  for (const { path, size } of plan.files) writeFileSync(`${root}/${path}`, contentFor(path, size, seed));
}

export function makeDirectories(root: string, plan: TreePlan): void {
  for (const path of plan.directories) mkdirSync(`${root}/${path}`, { recursive: true });
}
