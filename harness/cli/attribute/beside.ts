import { changesBeside } from '../../attribute/beside.ts';
import type { CellEvidence } from '../../attribute/evidence/cell-evidence.ts';
import { gatherEvidence } from '../../attribute/evidence/gather.ts';
import { differencesBetween } from '../../compare/subject.ts';
import type { Attribution, Beside } from '../../core/attribution.ts';
import { cellKey } from '../../core/cell.ts';
import type { Difference } from '../../core/comparison.ts';
import { UserError } from '../../core/errors.ts';
import { sideValues } from '../../report/comparison-words.ts';
import { type AttributableRun, requireDistinct } from './load.ts';

/** Runs of two configurations, as far as the one says something of the other's layers. */
export interface RunPair {
  readonly differences: readonly Difference[];
  /** Why the pair is no evidence for a layer; null where it is. */
  readonly unusedReason: string | null;
  /** The same cell without bounce buffers; null where the runs beside are no such boots, or have not measured it. */
  readonly withoutPool: (evidence: CellEvidence) => CellEvidence | null;
}

/** `pool` is the name of the trait in `harness/compare/traits.ts`, `none` what it says of a boot without bounce buffers. */
const POOL = 'pool';
const NO_POOL = 'none';

export function pairOf(here: readonly AttributableRun[], there: readonly AttributableRun[]): RunPair {
  requireDistinct([...here, ...there]);
  const differences = differencesBetween(here.map(recordOf), there.map(recordOf));
  const unusedReason = whyUnused(differences);
  const others = unusedReason === null ? gatherEvidence(there.map(({ figures }) => figures)) : [];
  const byCell = new Map(others.map((evidence) => [cellKey(evidence.cell), evidence]));
  return { differences, unusedReason, withoutPool: ({ cell }) => byCell.get(cellKey(cell)) ?? null };
}

/** What the document says of runs beside. */
export function besideOf(here: Attribution, there: Attribution, { differences, unusedReason }: RunPair): Beside {
  const cells = changesBeside(here.cells, there.cells);
  if (cells.length === 0) throw nothingInCommon(here, there);
  return {
    runs: there.runs,
    differs: differences.map(({ path, base, new: other }) => ({ path, here: sideValues(base), there: sideValues(other) })),
    unusedReason,
    cells,
  };
}

function whyUnused(differences: readonly Difference[]): string | null {
  const pool = differences.find(({ path }) => path === POOL);
  if (pool === undefined || String(pool.new) !== NO_POOL)
    return 'only boots without bounce buffers tell a layer by themselves: the difference of any other pair lies in several';
  const others = differences.filter((difference) => difference !== pool).map(({ path }) => path);
  return others.length === 0 ? null : `more than the pool differs: ${others.join(', ')}`;
}

function recordOf({ record }: AttributableRun): AttributableRun['record'] {
  return record;
}

function nothingInCommon(here: Attribution, there: Attribution): UserError {
  const named = ({ runs, cells }: Attribution): string =>
    `${runs.map(({ id }) => id).join(', ')} with ${[...new Set(cells.map(({ workload, preset }) => `${workload} ${preset}`))].join(', ')}`;
  return new UserError({
    code: 'nothing-in-common',
    what: 'the runs beside measured nothing that these did',
    got: `${named(here)}; beside: ${named(there)}`,
    expected: 'at least one operation that both measured, with the same preset on a mount of the same name',
    fix: 'measure both with the same workloads and presets',
  });
}
