import type { Preset } from '../../harness/core/workload.ts';
import { TREE_BYTES, TREES, type TreeName } from '../inputs/presets.ts';
import { treeNumbers } from '../inputs/tree-fact.ts';
import { APPEND_BYTES } from './trees.ts';

/** What a request carries, roughly: 9P's 64 KiB. */
const REQUEST_BYTES = 64 * 1024;

const STANDS_FOR: Readonly<Record<TreeName, string>> = {
  tiny: 'pilot and --quick',
  'flat-1k': 'one directory of equal files, as smallfile and mdtest use it',
  'install-s': 'node_modules of a small server',
  'src-tree': 'a source tree of medium size',
  'node_modules-m': 'node_modules of a tool chain, with three files of 10 MB and more',
  'node_modules-l': 'node_modules of a large web framework',
  'linux-like': 'a source tree of the size of Linux; opt-in',
};

function presetOf(name: TreeName): Preset {
  const { files, directories } = TREES[name];
  const bytes = TREE_BYTES[name];
  return {
    about: `${treeNumbers(name)}: ${STANDS_FOR[name]}`,
    weight: requests(files, directories, bytes),
    // Three trees stay until the run ends, see trees.ts.
    bytesPerBlock: 3 * bytes + APPEND_BYTES * files,
  };
}

/** System calls on paths and descriptors per block, verification included: all of it costs time on the target. */
function requests(files: number, directories: number, bytes: number): number {
  const single = files * (3 + 1 + 1 + 1 + 3 + 3 + 3 + 1 + 1) + directories * (1 + 3 + 3 + 1);
  const chains = files * (1.1 + 1.4 + 3 + 1.5 + (1.2 + 3 + 1) + 2 + 2) + directories * (3 + 2 * 6);
  const verification = 3 * (files * 5 + directories * 3);
  const bytesMoved = bytes * (3 + 2 + 3);
  return Math.round(single + chains + verification + bytesMoved / REQUEST_BYTES);
}

export const PRESETS: Readonly<Record<TreeName, Preset>> = {
  tiny: presetOf('tiny'),
  'flat-1k': presetOf('flat-1k'),
  'install-s': presetOf('install-s'),
  'src-tree': presetOf('src-tree'),
  'node_modules-m': presetOf('node_modules-m'),
  'node_modules-l': presetOf('node_modules-l'),
  'linux-like': presetOf('linux-like'),
};
