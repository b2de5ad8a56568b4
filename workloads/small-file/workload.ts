import { defineWorkload, type LoopStep, type Place, type Step, sibling, type TaskStep } from '../../harness/core/workload.ts';
import { isTreeName } from '../inputs/presets.ts';
import { treeFact } from '../inputs/tree-fact.ts';
import { PRESETS } from './presets.ts';
import { CHECKOUT, INSTALL, treeArgs } from './trees.ts';

/** On the first tree, in an order in which each finds what it needs; one kind of operation each. */
const SINGLE_PHASES = [
  'mkdir',
  'create',
  'stat',
  'stat-missing',
  'list',
  'list-stat',
  'read',
  'overwrite',
  'append',
  'rename',
] as const;
/** Fill the second and the third tree, and look at the third. */
const MIXES = ['mix-install', 'mix-checkout', 'mix-status'] as const;
/** Reading phases check themselves, operation by operation. */
const WRITING_PHASES = ['mkdir', 'create', 'overwrite', 'append', 'rename'] as const;
const REMOVALS = ['delete', 'rmdir', 'mix-remove'] as const;

export const workload = defineWorkload({
  name: 'small-file',
  title: 'Many small files: each operation on its own, and the chains of npm and git',
  worker: sibling(import.meta.url, 'worker'),
  presets: PRESETS,
  ladder: ['tiny', 'install-s', 'src-tree', 'node_modules-m'],
  tools: [],
  sweepsConcurrency: true,
  async open({ preset }) {
    if (!isTreeName(preset)) throw new Error(`small-file: unknown preset ${JSON.stringify(preset)}`);
    return {
      inputs: [treeFact(preset)],
      fixture: () => [],
      block: (place) => blockSteps(place, preset),
      teardown: (place) => teardownSteps(place, preset),
      [Symbol.asyncDispose]: async () => undefined,
    };
  },
});

function blockSteps(place: Place, tree: string): Step[] {
  const chain = (name: string, checks: readonly string[]): TaskStep => {
    return { kind: 'task', task: 'verify-chain', args: { ...treeArgs(place, tree), chain: name }, checks };
  };
  return [
    { kind: 'task', task: 'prepare', args: treeArgs(place, tree), checks: [] },
    ...[...SINGLE_PHASES, ...MIXES].map((phase) => loopStep(phase, place, tree)),
    // Reading everything back warms the caches, so it comes after all that is measured.
    { kind: 'task', task: 'verify-single', args: treeArgs(place, tree), checks: WRITING_PHASES },
    chain(INSTALL, ['mix-install']),
    chain(CHECKOUT, ['mix-checkout', 'mix-status']),
  ];
}

function teardownSteps(place: Place, tree: string): Step[] {
  return [
    ...REMOVALS.map((phase) => loopStep(phase, place, tree)),
    { kind: 'task', task: 'verify-removed', args: treeArgs(place, tree), checks: REMOVALS },
  ];
}

function loopStep(phase: string, place: Place, tree: string): LoopStep {
  return { kind: 'loop', phase, operation: phase, loop: phase, args: treeArgs(place, tree), concurrency: place.concurrency };
}
