import { defineWorkload, type Place, type Preset, type Step, sibling } from '../../harness/core/workload.ts';
import { isTreeName, TREE_BYTES, TREES, type TreeName } from '../inputs/presets.ts';
import { treeFact, treeNumbers } from '../inputs/tree-fact.ts';
import { scanArgs } from './scan-tree.ts';

const SCANS = ['walk', 'walk-stat', 'walk-read'] as const;
const REQUEST_BYTES = 64 * 1024;
/** Scans of up to this many files are repeated within a sample: one alone is short enough for a single delay to decide it. */
const REPEATED_UP_TO_FILES = 1000;
const REPEATS = 3;

const PRESETS: Readonly<Record<TreeName, Preset>> = {
  tiny: presetOf('tiny'),
  'flat-1k': presetOf('flat-1k'),
  'install-s': presetOf('install-s'),
  'src-tree': presetOf('src-tree'),
  'node_modules-m': presetOf('node_modules-m'),
  'node_modules-l': presetOf('node_modules-l'),
  'linux-like': presetOf('linux-like'),
};

export const workload = defineWorkload({
  name: 'tree-scan',
  title: 'Walking a tree that exists, with and without reading it, as linters, bundlers and test runners do',
  worker: sibling(import.meta.url, 'worker'),
  presets: PRESETS,
  ladder: ['tiny', 'install-s', 'src-tree', 'node_modules-m'],
  tools: [],
  // One scan is one thread of one program; several at once would be several programs.
  sweepsConcurrency: false,
  async open({ preset }) {
    if (!isTreeName(preset)) throw new Error(`tree-scan: unknown preset ${JSON.stringify(preset)}`);
    return {
      inputs: [treeFact(preset)],
      fixture: (place) => [{ kind: 'task', task: 'make-tree', args: scanArgs(place, preset, 0), checks: [] }],
      block: (place) => blockSteps(place, preset),
      teardown: () => [],
      [Symbol.asyncDispose]: async () => undefined,
    };
  },
});

function blockSteps(place: Place, tree: TreeName): Step[] {
  const args = scanArgs(place, tree, operations(tree));
  return [
    ...SCANS.map((scan): Step => ({ kind: 'loop', phase: scan, operation: scan, loop: scan, args, concurrency: 1 })),
    { kind: 'task', task: 'verify-tree', args, checks: SCANS },
  ];
}

function operations(tree: TreeName): number {
  return TREES[tree].files <= REPEATED_UP_TO_FILES ? REPEATS : 1;
}

function presetOf(tree: TreeName): Preset {
  const { files, directories } = TREES[tree];
  const bytes = TREE_BYTES[tree];
  const times = operations(tree);
  // Each scan lists every directory (open, two reads, close); walk-stat and walk-read touch every file; the check lists and stats again.
  const scans = 3 * 4 * directories + files + files * 4 + bytes / REQUEST_BYTES;
  return {
    about: `${treeNumbers(tree)}, ${times === 1 ? 'scanned once' : `scanned ${times} times`} per sample`,
    weight: Math.round(times * scans + 4 * directories + files),
    // The tree belongs to the fixture: blocks write nothing.
    bytesPerBlock: 0,
  };
}
