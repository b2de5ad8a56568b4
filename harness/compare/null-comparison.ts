import type { DecisionRule } from '../core/comparison.ts';
import type { NoiseFloor } from '../core/noise-floor.ts';
import { randomFor } from '../core/random.ts';
import { clopperPearson } from '../stats/binomial.ts';
import { type ComparedRun, environmentOf } from './compared-run.ts';
import { evidenceFor, layoutOf, planFor } from './design.ts';
import { halvesOf } from './halves.ts';
import { judge, measured } from './judge.ts';
import { pairCells } from './pairing.ts';
import { relabel } from './relabelling.ts';

const LIMITS = {
  /** Cells below which the largest difference stands for the 95th percentile. */
  cellsForPercentile: 20,
  percentile: 0.95,
  /** Of labellings: one of twenty harmless runs raises it. */
  spreadChance: 0.05,
  /** Stricter, because it is looked at beside the other. */
  leanChance: 0.01,
  cellsForLean: 8,
} as const;

/** The runs of one configuration against themselves: one run by its blocks, several by their boots. Golden rule of every benchmark: A/A first. */
export function compareWithItself(runs: readonly ComparedRun[], rule: DecisionRule): NoiseFloor {
  const [first] = runs;
  if (first === undefined) throw new RangeError('no run');
  const halves = halvesOf(runs, rule.seed);
  const pairs = pairCells(halves.base, halves.new, new Set(['transport']), () => true).cells.map(measured);
  const plan = planFor(
    pairs.map((pair) => layoutOf(pair.base, pair.new)),
    pairs.length,
    rule.alpha,
  );
  const relabelled = relabel(
    pairs.map((pair) => evidenceFor(plan, pair.base, pair.new)),
    plan.paired,
    randomFor(rule.seed, 'relabel'),
  );
  const judged = judge(
    pairs.map((pair) => ({ pair, plan, floor: null })),
    rule,
  );
  const cells = pairs.map((pair, index) => {
    const { ratio, low, high, p } = judged[index] as (typeof judged)[number];
    return {
      ...pair.pair.base,
      metric: pair.pair.metric,
      ratio,
      low,
      high,
      p: p ?? 1,
      floor: relabelled.floors[index] as number,
      flagged: (p ?? 1) <= rule.alpha,
    };
  });
  const count = cells.filter(({ flagged }) => flagged).length;
  const chance = relabelled.spreadChance;
  const lean = leanOf(
    cells.map(({ ratio }) => ratio),
    relabelled.leanChance,
  );
  return {
    schemaVersion: 1,
    id: first.record.id,
    machineId: first.record.machineId,
    kernel: environmentOf(first.record)?.kernel.release ?? null,
    emulated: environmentOf(first.record)?.emulated ?? null,
    runs: runs.map(({ record }) => record.id),
    units: plan.units,
    perSide: judged.length === 0 ? 0 : Math.min(...judged.map(({ units }) => Math.min(units.base, units.new))),
    ...rule,
    cells,
    flagged: { count, of: cells.length, ...clopperPearson(count, cells.length, 0.95), chance },
    falseVerdicts: judged.filter(({ verdict }) => verdict === 'faster' || verdict === 'slower').length,
    lean,
    floor: overallFloor(cells.map(({ ratio }) => ratio)),
    alarms: [
      ...(chance < LIMITS.spreadChance ? (['too-much-spread'] as const) : []),
      ...(lean.p !== null && lean.p < LIMITS.leanChance ? (['one-sided'] as const) : []),
    ],
  };
}

function leanOf(ratios: readonly number[], chance: number): NoiseFloor['lean'] {
  const different = ratios.filter((ratio) => ratio !== 1);
  const up = different.filter((ratio) => ratio > 1).length;
  const of = different.length;
  return { up, of, p: of < LIMITS.cellsForLean ? null : chance };
}

/** A ratio above 1. */
function overallFloor(ratios: readonly number[]): number {
  const sizes = ratios.map((ratio) => Math.abs(Math.log(ratio))).toSorted((a, b) => a - b);
  const rank = sizes.length < LIMITS.cellsForPercentile ? sizes.length : Math.ceil(LIMITS.percentile * sizes.length);
  return Math.exp(sizes[rank - 1] ?? 0);
}
