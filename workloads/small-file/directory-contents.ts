import { flatPath, parentOf } from '../inputs/flat-path.ts';
import type { TreePlan } from '../inputs/tree.ts';

interface DirectoryContents {
  /** Relative to the tree; empty for its root. */
  readonly relative: string;
  readonly path: string;
  /** Files and subdirectories. */
  readonly entries: number;
  readonly files: readonly string[];
}

/** Every directory below `root` with the paths of its files, the root itself first, parents before children. */
export function directoryContents(root: string, plan: TreePlan): DirectoryContents[] {
  const files = new Map<string, string[]>(['', ...plan.directories].map((path) => [path, []]));
  for (const file of plan.files) files.get(parentOf(file.path))?.push(flatPath(root, file.path));
  const entries = new Map([...files].map(([path, own]) => [path, own.length]));
  for (const path of plan.directories) entries.set(parentOf(path), (entries.get(parentOf(path)) ?? 0) + 1);
  return [...files].map(([relative, own]) => ({
    relative,
    path: flatPath(root, relative),
    entries: entries.get(relative) ?? 0,
    files: own,
  }));
}
