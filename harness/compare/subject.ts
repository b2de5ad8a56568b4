import type { Difference } from '../core/comparison.ts';
import type { RunRecord } from '../core/run-record.ts';
import type { Ignored, Side } from './pairing.ts';
import { RUN_TRAITS, type RunTraitName } from './traits.ts';

/** What the comparison is about. */
export interface Subject {
  readonly differences: readonly Difference[];
  /** Paths of the fingerprint that differ with it by nature. */
  readonly explained: readonly string[];
}

/** What people change, the most telling first. */
const USUAL: readonly RunTraitName[] = [
  'kernel',
  'wsl',
  'pool',
  'slots',
  'areas',
  'contender',
  'fault',
  'node',
  'git',
  'npm',
  'machine',
];

/**
 * What the user selected the sides by; of sides that were named as folders the first usual trait in which they differ. All other
 * differences are confounds, because nobody said that they were meant.
 */
export function subjectOf(base: Side, candidate: Side, ignored: Ignored): Subject {
  const selected = [...new Set([...base.selection.runs.keys(), ...candidate.selection.runs.keys()])].filter(isOfConditions);
  const isMount = ignored.has('target');
  const names = selected.length > 0 || isMount ? selected : USUAL;
  const differing = names.map((name) => ({ name, ...difference(name, base, candidate) })).filter(isDifferent);
  const meant = selected.length > 0 || isMount ? differing : differing.slice(0, 1);
  return {
    differences: [...meant.map(({ name: _name, ...rest }) => rest), ...(isMount ? [mounts(base, candidate)] : [])],
    explained: [...meant.flatMap(({ name }) => RUN_TRAITS[name].explains), ...(isMount ? ['targets.'] : [])],
  };
}

/** An id says which runs are meant, and nothing of what they are. */
function isOfConditions(name: RunTraitName): boolean {
  return name !== 'run';
}

function difference(name: RunTraitName, base: Side, candidate: Side): Difference {
  const values = ({ runs }: Side): (string | null)[] => [...new Set(runs.map(({ record }) => traitOf(name, record)))].sort();
  return { path: name, base: values(base), new: values(candidate) };
}

function traitOf(name: RunTraitName, record: RunRecord): string | null {
  return RUN_TRAITS[name].of(record);
}

function isDifferent({ base, new: candidate }: Difference): boolean {
  return JSON.stringify(base) !== JSON.stringify(candidate);
}

function mounts(base: Side, candidate: Side): Difference {
  const named = ({ selection }: Side): string[] => [
    ...(selection.cells.get('transport') ?? []),
    ...(selection.cells.get('target') ?? []),
  ];
  return { path: 'mount', base: named(base), new: named(candidate) };
}
