import { createHash } from 'node:crypto';
import type { InputFact } from '../../harness/core/workload.ts';
import { INCOMPRESSIBLE_SHARE } from './content.ts';
import { TREE_BYTES, TREES, type TreeName } from './presets.ts';
import { TREE_GENERATOR_VERSION } from './tree.ts';

/**
 * What a generated tree is, for `run.json`. The seed is left out: trees of any two seeds have the same sizes, counts and extension
 * shares, so runs with different seeds are comparable.
 */
export function treeFact(name: TreeName): InputFact {
  const facts = {
    tree: name,
    ...TREES[name],
    totalBytes: TREE_BYTES[name],
    incompressibleShare: INCOMPRESSIBLE_SHARE,
    generatorVersion: TREE_GENERATOR_VERSION,
  };
  return { name: 'tree', sha256: createHash('sha256').update(JSON.stringify(facts)).digest('hex'), facts };
}

const MIB = 1024 * 1024;

/** `611 files in 132 directories, 2.2 MiB`: the start of the one line that tables show for a preset. */
export function treeNumbers(name: TreeName): string {
  const { files, directories } = TREES[name];
  const folders = directories === 1 ? '1 directory' : `${directories} directories`;
  return `${files} files in ${folders}, ${(TREE_BYTES[name] / MIB).toFixed(1)} MiB`;
}
