import { type Cell, workKey } from '../core/cell.ts';
import type { AppliedFloor } from '../core/comparison.ts';
import type { NoiseFloor } from '../core/noise-floor.ts';
import type { CellFloor } from './decide.ts';
import type { Plan } from './design.ts';
import type { CellPair } from './pairing.ts';

export interface ApplicableFloor {
  readonly applied: AppliedFloor;
  /** Of a cell that was measured then, its own; else that over all cells. */
  of(pair: CellPair): CellFloor;
}

/** The newest of the same units: how blocks differ says nothing of how boots do. */
export function applicableFloor(floors: readonly NoiseFloor[], { units }: Plan): ApplicableFloor | null {
  const floor = floors.findLast((candidate) => candidate.units === units);
  if (floor === undefined) return null;
  const alarm = floor.alarms.length > 0;
  const byCell = new Map(floor.cells.map((cell) => [key(cell, cell.metric), cell.floor]));
  return {
    applied: { id: floor.id, ratio: floor.floor, alarm },
    of: ({ base, new: candidate, metric }) => {
      const own = [base, candidate].flatMap((cell) => byCell.get(key(cell, metric)) ?? []);
      return { ratio: own.length === 0 ? floor.floor : Math.max(...own), alarm };
    },
  };
}

function key(cell: Cell, metric: string): string {
  return [workKey(cell), cell.target, metric].join('\u0000');
}
