import type { Preset } from '../../harness/core/workload.ts';
import type { TreeName } from '../inputs/presets.ts';

export interface RepositoryPreset extends Preset {
  /** The work tree of `main`. */
  readonly tree: TreeName;
  /** On `main`; `other` has one more. */
  readonly commits: number;
}

/*
 * Weights are system calls on the target per block, teardown included, counted with strace -f on ext4 (git 2.39); `linux-like` is
 * scaled by its files. Bytes are the work tree and `.git`, as counted by du.
 */
export const PRESETS = {
  tiny: { about: '60 files, 0.2 MiB, 21 commits', tree: 'tiny', commits: 20, weight: 3_400, bytesPerBlock: 470_000 },
  'install-s': {
    about: '611 files, 2.2 MiB, 31 commits',
    tree: 'install-s',
    commits: 30,
    weight: 16_500,
    bytesPerBlock: 4_300_000,
  },
  'src-tree': {
    about: '5,000 files, 31 MiB, 61 commits: a source tree as git/git or pnpm/pnpm',
    tree: 'src-tree',
    commits: 60,
    weight: 131_000,
    bytesPerBlock: 54_000_000,
  },
  'linux-like': {
    about: '62,300 files, 738 MiB, 61 commits: the size of the Linux kernel; minutes per block on a Windows drive',
    tree: 'linux-like',
    commits: 60,
    weight: 1_630_000,
    bytesPerBlock: 1_200_000_000,
  },
} as const satisfies Record<string, RepositoryPreset>;
