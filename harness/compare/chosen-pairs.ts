import { type Cell, workKey } from '../core/cell.ts';
import { UserError } from '../core/errors.ts';
import { isControl } from './controls.ts';
import { type MeasuredPair, measured } from './judge.ts';
import { type CellPair, type Ignored, ignoredTraits, type Pairing, pairCells, type Side } from './pairing.ts';
import { relativeTo } from './relative.ts';
import { selectsCell } from './selection.ts';
import type { CellTraitName } from './traits.ts';

export interface ChosenPairs {
  readonly pairs: readonly MeasuredPair[];
  readonly unpaired: Pairing['unpaired'];
  /** There is nothing but controls: then they are what is compared. */
  readonly areControls: boolean;
  readonly ignored: Ignored;
}

export interface Choice {
  /** Other presets are compared as if they were one. */
  readonly isForced: boolean;
  /** Id of the target whose costs all others are multiples of; null: costs as they are. */
  readonly relativeTo: string | null;
}

/** The cells that are tested. Controls are only among them where there is nothing else. */
export function chosenPairs(base: Side, candidate: Side, choice: Choice): ChosenPairs {
  const ignored = ignoredTraits(base.selection, candidate.selection);
  const { cells, unpaired } = pairCells(
    base,
    candidate,
    choice.isForced ? new Set([...ignored, 'preset']) : ignored,
    (_, cell, selection) => selectsCell(selection, cell),
  );
  const runs = [...base.runs, ...candidate.runs];
  const isLocal = (cell: Cell): boolean => runs.some((run) => isControl(run, cell));
  const mounts = cells.filter((pair) => !isLocal(pair.base) || !isLocal(pair.new));
  const areControls = mounts.length === 0;
  const pairs = (areControls ? cells : mounts).map(measured);
  return {
    pairs: choice.relativeTo === null ? pairs : multiples(pairs, base, candidate, choice.relativeTo),
    unpaired: areControls ? unpaired : unpaired.filter((cell) => !isLocal(cell)),
    areControls,
    ignored,
  };
}

/** Where a cell is: a divisor is asked for whatever mount was selected. */
const PLACE: readonly CellTraitName[] = ['target', 'transport'];

/** Cells whose work was not measured on the divisor in the same blocks are left out. */
function multiples(pairs: readonly MeasuredPair[], base: Side, candidate: Side, target: string): MeasuredPair[] {
  const { cells } = pairCells(
    base,
    candidate,
    new Set(['transport']),
    (_, cell, selection) => cell.target === target && selectsCell(selection, cell, PLACE),
  );
  const divisors = new Map(cells.map((pair) => [keyOf(pair), measured(pair)]));
  if (divisors.size === 0) throw notMeasured(target, base, candidate);
  return pairs.flatMap((one) => {
    const divisor = divisors.get(keyOf(one.pair));
    if (divisor === undefined || one.pair.base.target === target) return [];
    const made = { pair: one.pair, base: relativeTo(one.base, divisor.base), new: relativeTo(one.new, divisor.new) };
    return made.base.boots.size > 0 && made.new.boots.size > 0 ? [made] : [];
  });
}

function keyOf({ base, metric }: Pick<CellPair, 'base' | 'metric'>): string {
  return `${workKey(base)}\u0000${metric}`;
}

function notMeasured(target: string, ...sides: readonly Side[]): UserError {
  const known = new Set(sides.flatMap(({ runs }) => runs.flatMap(({ record }) => record.targets.map(({ id }) => id))));
  return new UserError({
    code: 'relative-missing',
    what: 'option --relative',
    got: `${target}, on which this work was not measured on both sides`,
    expected: `one of these targets: ${[...known].join(', ')}`,
    fix: '--relative native, where runs have their controls',
  });
}
