import type { Preset } from '../../harness/core/workload.ts';
import { TREES, type TreeName } from '../inputs/presets.ts';
import type { TreeSpec } from '../inputs/tree.ts';

/** What a preset installs. Sizes and counts are those of the tree; see workloads/inputs/presets.ts for where they were measured. */
export interface InstallPreset extends Preset {
  readonly packages: number;
  readonly tree: TreeName;
}

/*
 * Weights are system calls on the target per block of three installs and their removal, counted with strace -f on ext4 (npm 11.19);
 * `node_modules-l` is scaled by its files. Bytes are three trees, as counted by du.
 */
export const PRESETS = {
  tiny: { about: '12 packages, 60 files, 0.2 MiB', packages: 12, tree: 'tiny', weight: 2_500, bytesPerBlock: 740_000 },
  'install-s': {
    about: '68 packages, 611 files, 2 MiB: the size of express',
    packages: 68,
    tree: 'install-s',
    weight: 22_500,
    bytesPerBlock: 7_900_000,
  },
  'node_modules-m': {
    about: '124 packages, 2,500 files, 82 MiB: the size of typescript, vite, vitest, eslint and prettier',
    packages: 124,
    tree: 'node_modules-m',
    weight: 94_000,
    bytesPerBlock: 263_000_000,
  },
  'node_modules-l': {
    about: '20 packages, 10,400 files, 242 MiB: the size of next and react',
    packages: 20,
    tree: 'node_modules-l',
    weight: 390_000,
    bytesPerBlock: 780_000_000,
  },
} as const satisfies Record<string, InstallPreset>;

export function treeOf(preset: InstallPreset): TreeSpec {
  return TREES[preset.tree];
}
