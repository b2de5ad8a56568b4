import { type Cell, cellKey } from '../core/cell.ts';
import type { UnpairedCell } from '../core/comparison.ts';
import { UserError } from '../core/errors.ts';
import { type Metric, PRIMARY_METRICS } from '../core/sample.ts';
import type { ComparedRun } from './compared-run.ts';
import type { Selection } from './selection.ts';
import type { CellTraitName } from './traits.ts';
import type { RunSeries } from './units.ts';

/** Runs of one side, and which of their cells are meant. */
export interface Side {
  readonly selection: Selection;
  readonly runs: readonly ComparedRun[];
}

export interface CellPair {
  readonly base: Cell;
  readonly new: Cell;
  readonly metric: Metric;
  readonly baseSeries: readonly RunSeries[];
  readonly newSeries: readonly RunSeries[];
}

export interface Pairing {
  readonly cells: readonly CellPair[];
  readonly unpaired: readonly UnpairedCell[];
}

/** Fields that two cells need not share to be the same work: what the user compares. */
export type Ignored = ReadonlySet<CellTraitName>;

/**
 * What the sides were told to differ in. A mount is one thing with two names: where transports are compared, targets differ too. The
 * transport of a target that both sides have is never asked for: when WSL falls back to 9P, the user wants to see what that costs.
 */
export function ignoredTraits(base: Selection, candidate: Selection): Ignored {
  const names = [...new Set([...base.cells.keys(), ...candidate.cells.keys()])];
  const differing = names.filter((name) => String(base.cells.get(name)) !== String(candidate.cells.get(name)));
  const isMount = differing.includes('transport') || differing.includes('target');
  return new Set<CellTraitName>([...differing, 'transport', ...(isMount ? (['target'] as const) : [])]);
}

/** Which cells of a run take part. */
export type Takes = (run: ComparedRun, cell: Cell, selection: Selection) => boolean;

/** Cells of both sides by what they share. */
export function pairCells(base: Side, candidate: Side, ignored: Ignored, takes: Takes): Pairing {
  const left = cellsOf(base, ignored, takes);
  const right = cellsOf(candidate, ignored, takes);
  const cells: CellPair[] = [];
  const unpaired: UnpairedCell[] = [];
  for (const [key, one] of left) {
    const other = right.get(key);
    const pair = other === undefined ? null : commonMetric(one, other);
    if (pair !== null && other !== undefined) cells.push({ base: one.cell, new: other.cell, ...pair });
    else unpaired.push({ ...one.cell, side: 'base', reason: reasonFor(other) });
  }
  for (const [key, other] of right) {
    const one = left.get(key);
    if (one === undefined || commonMetric(one, other) === null)
      unpaired.push({ ...other.cell, side: 'new', reason: reasonFor(one) });
  }
  return { cells, unpaired };
}

function reasonFor(other: SideCell | undefined): UnpairedCell['reason'] {
  return other === undefined ? 'missing-on-the-other-side' : 'failed-on-the-other-side';
}

interface SideCell {
  readonly cell: Cell;
  readonly byMetric: ReadonlyMap<Metric, readonly RunSeries[]>;
}

function cellsOf(side: Side, ignored: Ignored, takes: Takes): Map<string, SideCell> {
  const found = new Map<string, { cell: Cell; byMetric: Map<Metric, RunSeries[]> }>();
  for (const run of side.runs) {
    for (const series of run.series) {
      if (!PRIMARY_METRICS.includes(series.metric) || !takes(run, series.cell, side.selection)) continue;
      const key = identity(series.cell, ignored);
      const known = found.get(key) ?? { cell: series.cell, byMetric: new Map() };
      found.set(key, known);
      if (known.cell.target !== series.cell.target) throw ambiguous(side.selection, known.cell, series.cell);
      const list = known.byMetric.get(series.metric) ?? [];
      known.byMetric.set(series.metric, [...list, { record: run.record, series }]);
    }
  }
  return found;
}

function identity(cell: Cell, ignored: Ignored): string {
  const blank = { ...cell };
  if (ignored.has('transport')) blank.transport = 'other';
  if (ignored.has('target')) blank.target = '';
  if (ignored.has('workload')) blank.workload = '';
  if (ignored.has('preset')) blank.preset = '';
  if (ignored.has('phase')) blank.phase = '';
  if (ignored.has('operation')) blank.operation = '';
  if (ignored.has('concurrency')) blank.concurrency = 0;
  if (ignored.has('cache')) blank.cacheState = 'guest-warm/host-warm';
  return cellKey(blank);
}

/** What one operation costs where both measured that, else the time of the whole. Null where a side has no valid value. */
function commonMetric(one: SideCell, other: SideCell): Pick<CellPair, 'metric' | 'baseSeries' | 'newSeries'> | null {
  for (const metric of PRIMARY_METRICS) {
    const baseSeries = usable(one.byMetric.get(metric));
    const newSeries = usable(other.byMetric.get(metric));
    if (baseSeries.length > 0 && newSeries.length > 0) return { metric, baseSeries, newSeries };
  }
  return null;
}

/** A ratio needs positive costs. */
function usable(list: readonly RunSeries[] = []): RunSeries[] {
  const hasValues = list.some(({ series }) => series.values.length > 0);
  const isPositive = list.every(({ series }) => series.values.every((value) => value > 0));
  return hasValues && isPositive ? [...list] : [];
}

function ambiguous({ text }: Selection, one: Cell, other: Cell): UserError {
  return new UserError({
    code: 'selection-ambiguous',
    what: 'a side of the comparison fits two mounts',
    got: `${text}, which is ${one.target} and ${other.target}`,
    expected: 'one mount on each side, because the targets of the two sides differ',
    fix: `add target=${one.target} or target=${other.target}`,
  });
}
