import { type Cell, type Work, workKey } from '../core/cell.ts';
import type { ComparedCell, ControlCell, Controls, DecisionRule } from '../core/comparison.ts';
import type { ComparedRun } from './compared-run.ts';
import type { Plan } from './design.ts';
import { evaluatePair, measured } from './judge.ts';
import { pairCells, type Side } from './pairing.ts';
import { selectsCell } from './selection.ts';
import type { CellTraitName } from './traits.ts';

/** Whether a target was measured only to tell a slow mount from a slow machine: a local file system that the user did not name. */
export function isControl({ record }: ComparedRun, { target }: Pick<Cell, 'target'>): boolean {
  return record.targets.some(({ id, origin }) => id === target && origin === 'control');
}

/** Where a cell is: a control is asked for whatever mount was selected. */
const PLACE: readonly CellTraitName[] = ['target', 'transport'];

/** How the controls of both sides differ, by the same rule as the cells. They are shown, not tested: each would cost the cells power. */
export function controlsBetween(base: Side, candidate: Side, plan: Plan, rule: DecisionRule): Controls {
  const { cells } = pairCells(
    base,
    candidate,
    new Set(['transport']),
    (run, cell, selection) => isControl(run, cell) && selectsCell(selection, cell, PLACE),
  );
  const pairs = cells.map(measured);
  if (pairs.length === 0) return { status: 'none', reason: 'not-measured' };
  return {
    status: 'used',
    cells: pairs.map((pair): ControlCell => {
      const { ratio, wide } = evaluatePair(pair, plan, rule);
      return { ...pair.pair.base, ratio, low: wide?.low ?? null, high: wide?.high ?? null };
    }),
  };
}

/**
 * The control that makes a change the machine's: it changed in the same direction beyond doubt (its interval leaves out 1), and as much
 * (its interval reaches the ratio of the cell). Of several the one that changed most.
 */
export function machineChange(
  cell: Work & { readonly ratio: number },
  controls: readonly ControlCell[],
): ComparedCell['machineChange'] {
  const [most] = controls
    .filter((control) => workKey(control) === workKey(cell) && changedAsMuch(control, cell.ratio))
    .toSorted((a, b) => Math.abs(Math.log(b.ratio)) - Math.abs(Math.log(a.ratio)));
  return most === undefined ? null : { target: most.target, ratio: most.ratio };
}

function changedAsMuch({ low, high }: ControlCell, ratio: number): boolean {
  if (low === null || high === null) return false;
  return ratio > 1 ? low > 1 && high >= ratio : high < 1 && low <= ratio;
}
