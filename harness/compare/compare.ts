import type { ComparedSide, Comparison, Controls, DecisionRule } from '../core/comparison.ts';
import type { NoiseFloor } from '../core/noise-floor.ts';
import type { RunRecord } from '../core/run-record.ts';
import { type ApplicableFloor, applicableFloor } from './applicable-floor.ts';
import { type Choice, type ChosenPairs, chosenPairs } from './chosen-pairs.ts';
import { environmentOf } from './compared-run.ts';
import { confoundsBetween } from './confounds.ts';
import { controlsBetween, machineChange } from './controls.ts';
import { type Layout, layoutOf, type Plan, planFor } from './design.ts';
import { FigureWarnings } from './figure-warnings.ts';
import { type JudgedCell, judge } from './judge.ts';
import type { Side } from './pairing.ts';
import { refusalsOf } from './refusals.ts';
import { subjectOf } from './subject.ts';

export interface ComparisonOptions extends Choice {
  readonly rule: DecisionRule;
  /** Of the machine, as far as they were measured, newest last. */
  readonly floors: readonly NoiseFloor[];
}

/** The whole comparison. `forced` tells what makes it meaningless: whether it is shown all the same is for the caller to decide. */
export function compareSides(base: Side, candidate: Side, options: ComparisonOptions): Comparison {
  const [comparison] = compareAll([[base, candidate]], options);
  return comparison as Comparison;
}

/** Several comparisons in one report: the more cells there are in all, the more each of them must show. */
export function compareAll(sides: readonly (readonly [base: Side, candidate: Side])[], options: ComparisonOptions): Comparison[] {
  const chosen = sides.map(([base, candidate]) => ({ base, candidate, ...chosenPairs(base, candidate, options) }));
  const tests = chosen.reduce((sum, { pairs }) => sum + pairs.length, 0);
  const planned = chosen.map((one): Planned => {
    const layouts = one.pairs.map((pair) => layoutOf(pair.base, pair.new));
    const plan = planFor(layouts, tests, options.rule.alpha);
    // Floors are of costs: how multiples of another target differ without any change was not measured.
    const floor = options.relativeTo === null ? applicableFloor(options.floors, plan) : null;
    return { ...one, relativeTo: options.relativeTo, layouts, plan, floor };
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

interface Planned extends ChosenPairs {
  readonly base: Side;
  readonly candidate: Side;
  readonly relativeTo: string | null;
  readonly layouts: readonly Layout[];
  readonly plan: Plan;
  readonly floor: ApplicableFloor | null;
}

function assembled(planned: Planned, cells: readonly JudgedCell[], rule: DecisionRule, tests: number): Comparison {
  const { base, candidate, layouts, plan, relativeTo } = planned;
  const left = recordsOf(base);
  const right = recordsOf(candidate);
  const controls = controlsOf(planned, rule);
  const subject = subjectOf(base, candidate, planned.ignored);
  const warnings = new FigureWarnings(base, candidate);
  return {
    schemaVersion: 1,
    base: described(base, layouts, 'base'),
    new: described(candidate, layouts, 'new'),
    emulated: areEmulated([...left, ...right]),
    relativeTo,
    rule,
    design: { ...plan, tests },
    compared: subject.differences,
    confounds: confoundsBetween(left, right, subject.explained),
    forced: refusalsOf(left, right),
    controls,
    noiseFloor: planned.floor?.applied ?? null,
    cells: cells.map((cell) => ({
      ...cell,
      ...(relativeTo === null ? {} : { unit: 'ratio' }),
      machineChange: controls.status === 'used' ? machineChange(cell, controls.cells) : null,
      warnings: warnings.on(cell),
    })),
    unpaired: planned.unpaired,
  };
}

function controlsOf({ base, candidate, areControls, relativeTo, layouts, plan }: Planned, rule: DecisionRule): Controls {
  if (relativeTo !== null) return { status: 'none', reason: 'divided-by' };
  if (layouts.every(({ shared }) => shared === 'all')) return { status: 'none', reason: 'same-boots' };
  return areControls ? { status: 'none', reason: 'compared-themselves' } : controlsBetween(base, candidate, plan, rule);
}

function described({ selection, runs }: Side, layouts: readonly Layout[], side: 'base' | 'new'): ComparedSide {
  return {
    name: selection.text,
    runs: runs.map(({ record }) => record.id),
    boots: Math.max(0, ...layouts.map((layout) => layout[side])),
  };
}

function areEmulated(records: readonly RunRecord[]): boolean | null {
  const known = records.map((record) => environmentOf(record)?.emulated ?? null);
  return known.includes(true) ? true : known.includes(null) ? null : false;
}

function recordsOf({ runs }: Side): RunRecord[] {
  return runs.map(({ record }) => record);
}
