import { type Work, workKey } from '../core/cell.ts';
import type { ComparedSide, Comparison, Controls, DecisionRule } from '../core/comparison.ts';
import type { NoiseFloor } from '../core/noise-floor.ts';
import type { RunRecord } from '../core/run-record.ts';
import type { Metric } from '../core/sample.ts';
import { type ApplicableFloor, applicableFloor } from './applicable-floor.ts';
import { environmentOf } from './compared-run.ts';
import { confoundsBetween } from './confounds.ts';
import { controlsBetween, isControl, machineChange } from './controls.ts';
import { type Layout, layoutOf, type Plan, planFor } from './design.ts';
import { type JudgedCell, judge, type MeasuredPair, measured } from './judge.ts';
import { type CellPair, type Ignored, ignoredTraits, type Pairing, pairCells, type Side } from './pairing.ts';
import { refusalsOf } from './refusals.ts';
import { selectsCell } from './selection.ts';
import { subjectOf } from './subject.ts';

export interface ComparisonOptions {
  readonly rule: DecisionRule;
  /** Of the machine, as far as they were measured, newest last. */
  readonly floors: readonly NoiseFloor[];
  /** Other presets are compared as if they were one. */
  readonly isForced: boolean;
}

/** The whole comparison. `forced` tells what makes it meaningless: whether it is shown all the same is for the caller to decide. */
export function compareSides(base: Side, candidate: Side, options: ComparisonOptions): Comparison {
  const [comparison] = compareAll([[base, candidate]], options);
  return comparison as Comparison;
}

/** Several comparisons in one report: the more cells there are in all, the more each of them must show. */
export function compareAll(sides: readonly (readonly [base: Side, candidate: Side])[], options: ComparisonOptions): Comparison[] {
  const chosen = sides.map(([base, candidate]) => ({ base, candidate, ...chosenPairs(base, candidate, options.isForced) }));
  const tests = chosen.reduce((sum, { pairs }) => sum + pairs.length, 0);
  const planned = chosen.map((one) => {
    const layouts = one.pairs.map((pair) => layoutOf(pair.base, pair.new));
    const plan = planFor(layouts, tests, options.rule.alpha);
    return { ...one, layouts, plan, floor: applicableFloor(options.floors, plan) };
  });
  const judged = judge(
    planned.flatMap(({ pairs, plan, floor }) => pairs.map((pair) => ({ pair, plan, floor: floor?.of(pair.pair) ?? null }))),
    options.rule,
  );
  let first = 0;
  return planned.map((one) => {
    const cells = judged.slice(first, first + one.pairs.length);
    first += one.pairs.length;
    return assembled(one, cells, options.rule, tests);
  });
}

interface ChosenPairs {
  readonly pairs: readonly MeasuredPair[];
  readonly unpaired: Pairing['unpaired'];
  /** There is nothing but controls: then they are what is compared. */
  readonly areControls: boolean;
  readonly ignored: Ignored;
}

function chosenPairs(base: Side, candidate: Side, isForced: boolean): ChosenPairs {
  const ignored = ignoredTraits(base.selection, candidate.selection);
  const { cells, unpaired } = pairCells(
    base,
    candidate,
    isForced ? new Set([...ignored, 'preset']) : ignored,
    (_, cell, selection) => selectsCell(selection, cell),
  );
  const runs = [...base.runs, ...candidate.runs];
  const isLocal = (cell: CellPair['base']): boolean => runs.some((run) => isControl(run, cell));
  const mounts = cells.filter((pair) => !isLocal(pair.base) || !isLocal(pair.new));
  const areControls = mounts.length === 0;
  return {
    pairs: (areControls ? cells : mounts).map(measured),
    unpaired: areControls ? unpaired : unpaired.filter((cell) => !isLocal(cell)),
    areControls,
    ignored,
  };
}

interface Planned extends ChosenPairs {
  readonly base: Side;
  readonly candidate: Side;
  readonly layouts: readonly Layout[];
  readonly plan: Plan;
  readonly floor: ApplicableFloor | null;
}

function assembled(planned: Planned, cells: readonly JudgedCell[], rule: DecisionRule, tests: number): Comparison {
  const { base, candidate, layouts, plan } = planned;
  const left = recordsOf(base);
  const right = recordsOf(candidate);
  const controls = controlsOf(planned, rule);
  const subject = subjectOf(base, candidate, planned.ignored);
  const [onBase, onNew] = [warningsOf(base), warningsOf(candidate)];
  return {
    schemaVersion: 1,
    base: described(base, layouts, 'base'),
    new: described(candidate, layouts, 'new'),
    emulated: areEmulated([...left, ...right]),
    rule,
    design: { ...plan, tests },
    compared: subject.differences,
    confounds: confoundsBetween(left, right, subject.explained),
    forced: refusalsOf(left, right),
    controls,
    noiseFloor: planned.floor?.applied ?? null,
    cells: cells.map((cell) => ({
      ...cell,
      machineChange: controls.status === 'used' ? machineChange(cell, controls.cells) : null,
      warnings: [
        ...new Set([
          ...(onBase.get(warningKey(cell, cell.target, cell.metric)) ?? []),
          ...(onNew.get(warningKey(cell, (cell.against ?? cell).target, cell.metric)) ?? []),
        ]),
      ],
    })),
    unpaired: planned.unpaired,
  };
}

function controlsOf({ base, candidate, areControls, plan }: Planned, rule: DecisionRule): Controls {
  return areControls ? { status: 'none', reason: 'compared-themselves' } : controlsBetween(base, candidate, plan, rule);
}

function described({ selection, runs }: Side, layouts: readonly Layout[], side: 'base' | 'new'): ComparedSide {
  return {
    name: selection.text,
    runs: runs.map(({ record }) => record.id),
    boots: Math.max(0, ...layouts.map((layout) => layout[side])),
  };
}

/** What a comparison says by itself: how many units there are. */
const ANSWERED: ReadonlySet<string> = new Set(['too-few-samples']);

/** Codes of warnings on the figures of one side, by cell and metric. */
type Warnings = ReadonlyMap<string, readonly string[]>;

function warningsOf({ runs }: Side): Warnings {
  const found = new Map<string, string[]>();
  for (const row of runs.flatMap(({ summaries }) => summaries)) {
    const codes = row.warnings.filter(({ severity, code }) => severity !== 'info' && !ANSWERED.has(code)).map(({ code }) => code);
    const key = warningKey(row, row.target, row.metric);
    found.set(key, [...(found.get(key) ?? []), ...codes]);
  }
  return found;
}

function warningKey(work: Work, target: string, metric: Metric): string {
  return [workKey(work), target, metric].join('\u0000');
}

function areEmulated(records: readonly RunRecord[]): boolean | null {
  const known = records.map((record) => environmentOf(record)?.emulated ?? null);
  return known.includes(true) ? true : known.includes(null) ? null : false;
}

function recordsOf({ runs }: Side): RunRecord[] {
  return runs.map(({ record }) => record);
}
