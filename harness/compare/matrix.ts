import { type Work, workKey } from '../core/cell.ts';
import type { ComparedCell, Comparison, ComparisonMatrix, Trend } from '../core/comparison.ts';
import { UserError } from '../core/errors.ts';
import { compareVersions, versionParts } from '../core/version-order.ts';
import { type ComparisonOptions, compareAll } from './compare.ts';
import type { Side } from './pairing.ts';
import { CELL_TRAITS, type CellTraitName, isCellTrait, isRunTrait, RUN_TRAITS, type RunTraitName } from './traits.ts';

/** All values that a trait has, each against the first in order of version. */
export function compareBy(all: Side, trait: string, options: ComparisonOptions): ComparisonMatrix {
  const levels = levelsOf(all, trait);
  const [first, ...others] = levels;
  if (first === undefined || others.length === 0) throw oneLevel(trait, first?.value);
  const comparisons = compareAll(
    others.map(({ side }) => [first.side, side] as const),
    options,
  );
  return {
    schemaVersion: 1,
    by: trait,
    levels: levels.map(({ value }) => value),
    comparisons,
    trends: trendsOf(comparisons),
  };
}

interface Level {
  readonly value: string;
  readonly side: Side;
}

function levelsOf(all: Side, trait: string): Level[] {
  if (isRunTrait(trait)) return byRun(all, trait);
  if (isCellTrait(trait)) return byCell(all, trait);
  throw new UserError({
    code: 'trait-unknown',
    what: 'option --by',
    got: trait,
    expected: `one of ${[...Object.keys(RUN_TRAITS), ...Object.keys(CELL_TRAITS)].join(', ')}`,
    fix: 'mntbench compare --by kernel',
  });
}

function byRun({ selection, runs }: Side, trait: RunTraitName): Level[] {
  const values = new Set(runs.flatMap(({ record }) => RUN_TRAITS[trait].of(record) ?? []));
  return inOrder(values).map((value) => ({
    value,
    side: {
      selection: { ...selection, text: `${trait}=${value}`, runs: new Map([...selection.runs, [trait, [value]]]) },
      runs: runs.filter(({ record }) => RUN_TRAITS[trait].of(record) === value),
    },
  }));
}

function byCell({ selection, runs }: Side, trait: CellTraitName): Level[] {
  const values = new Set(runs.flatMap(({ series }) => series.map(({ cell }) => CELL_TRAITS[trait](cell))));
  const wanted = selection.cells.get(trait);
  return inOrder(values)
    .filter((value) => wanted === undefined || wanted.includes(value))
    .map((value) => ({
      value,
      side: {
        selection: { ...selection, text: `${trait}=${value}`, cells: new Map([...selection.cells, [trait, [value]]]) },
        runs,
      },
    }));
}

/** By version where both have one; the native file system first, because everything else is measured by it. */
function inOrder(values: ReadonlySet<string>): string[] {
  return [...values].sort(
    (a, b) =>
      Number(b === 'native') - Number(a === 'native') ||
      compareVersions(versionParts(a.replace(/^v/, '')), versionParts(b.replace(/^v/, ''))) ||
      (a < b ? -1 : 1),
  );
}

function trendsOf(comparisons: readonly Comparison[]): Trend[] {
  const keyOf = (cell: ComparedCell): string => `${workKey(cell)}\u0000${cell.target}`;
  const first = new Map(comparisons.flatMap(({ cells }) => cells.map((cell) => [keyOf(cell), cell] as const)));
  return [...first].map(([key, cell]): Trend => {
    const byLevel = comparisons.map(({ cells }) => cells.find((other) => keyOf(other) === key) ?? null);
    return {
      ...workOf(cell),
      target: cell.against === null ? cell.target : null,
      metric: cell.metric,
      unit: cell.unit,
      medians: [cell.base.median, ...byLevel.map((other) => other?.new.median ?? null)],
      ratios: [1, ...byLevel.map((other) => other?.ratio ?? null)],
      verdicts: [null, ...byLevel.map((other) => other?.verdict ?? null)],
    };
  });
}

function workOf({ workload, preset, phase, operation, concurrency, cacheState }: ComparedCell): Work {
  return { workload, preset, phase, operation, concurrency, cacheState };
}

function oneLevel(trait: string, value: string | undefined): UserError {
  return new UserError({
    code: 'nothing-to-compare',
    what: `these runs do not differ in ${trait}`,
    got: value === undefined ? `no run that tells its ${trait}` : `only ${value}`,
    expected: 'two values or more',
    fix: 'mntbench list shows the runs; name another folder, or another trait',
  });
}
