import type { Difference } from '../core/comparison.ts';
import type { RunRecord } from '../core/run-record.ts';
import { confoundsBetween } from './confounds.ts';
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
  const differing = differingIn(names, base.runs.map(recordOf), candidate.runs.map(recordOf));
  const meant = selected.length > 0 || isMount ? differing : differing.slice(0, 1);
  return {
    differences: [...meant.map(({ difference }) => difference), ...(isMount ? [mounts(base, candidate)] : [])],
    explained: [...meant.flatMap(({ name }) => RUN_TRAITS[name].explains), ...(isMount ? ['targets.'] : [])],
  };
}

/** All in which two groups of runs differ: what people change by its name, the most telling first, then what that does not explain. */
export function differencesBetween(base: readonly RunRecord[], candidate: readonly RunRecord[]): Difference[] {
  const differing = differingIn(USUAL, base, candidate);
  const explained = differing.flatMap(({ name }) => RUN_TRAITS[name].explains);
  return [...differing.map(({ difference }) => difference), ...confoundsBetween(base, candidate, explained)];
}

/** An id says which runs are meant, and nothing of what they are. */
function isOfConditions(name: RunTraitName): boolean {
  return name !== 'run';
}

function differingIn(
  names: readonly RunTraitName[],
  base: readonly RunRecord[],
  candidate: readonly RunRecord[],
): { readonly name: RunTraitName; readonly difference: Difference }[] {
  const values = (name: RunTraitName, records: readonly RunRecord[]): (string | null)[] =>
    [...new Set(records.map((record) => RUN_TRAITS[name].of(record)))].sort();
  return names
    .map((name) => ({ name, difference: { path: name, base: values(name, base), new: values(name, candidate) } }))
    .filter(({ difference }) => JSON.stringify(difference.base) !== JSON.stringify(difference.new));
}

function recordOf({ record }: Side['runs'][number]): RunRecord {
  return record;
}

function mounts(base: Side, candidate: Side): Difference {
  const named = ({ selection }: Side): string[] => [
    ...(selection.cells.get('transport') ?? []),
    ...(selection.cells.get('target') ?? []),
  ];
  return { path: 'mount', base: named(base), new: named(candidate) };
}
