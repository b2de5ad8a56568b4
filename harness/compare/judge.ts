import { cellKey } from '../core/cell.ts';
import type { ComparedCell, DecisionRule, Estimate } from '../core/comparison.ts';
import { METRICS } from '../core/sample.ts';
import { holm } from '../stats/holm.ts';
import { median } from '../stats/median.ts';
import { type CellFloor, decide } from './decide.ts';
import { evidenceFor, type Plan } from './design.ts';
import { type Evaluation, evaluate } from './evaluate.ts';
import type { CellPair } from './pairing.ts';
import { gather, type SideSeries } from './units.ts';

/** A pair of cells with what was measured on either side. */
export interface MeasuredPair {
  readonly pair: CellPair;
  readonly base: SideSeries;
  readonly new: SideSeries;
}

export function measured(pair: CellPair): MeasuredPair {
  return { pair, base: gather(pair.baseSeries), new: gather(pair.newSeries) };
}

/** Everything that a cell says of itself. */
export type JudgedCell = Omit<ComparedCell, 'machineChange' | 'warnings'>;

/** A pair, how it is tested, and what the machine shows without any change. */
export interface Question {
  readonly pair: MeasuredPair;
  readonly plan: Plan;
  readonly floor: CellFloor | null;
}

/** All cells of a report at once, because the more are tested, the more one of them must show. */
export function judge(questions: readonly Question[], rule: DecisionRule): JudgedCell[] {
  const evaluations = questions.map(({ pair, plan }) => evaluatePair(pair, plan, rule));
  const adjusted = holm(evaluations.map(({ p }) => p));
  return questions.map(({ pair, plan, floor }, index) => {
    const evaluation = evaluations[index] as Evaluation;
    const pAdjusted = adjusted[index] as number;
    return {
      ...figures(pair, plan, evaluation),
      pAdjusted,
      noiseFloor: floor?.ratio ?? null,
      ...decide(evaluation, { rule, pAdjusted, tests: questions.length, paired: plan.paired, floor }),
    };
  });
}

export function evaluatePair({ pair, base, new: candidate }: MeasuredPair, plan: Plan, rule: DecisionRule): Evaluation {
  return evaluate(plan, evidenceFor(plan, base, candidate), rule, `${cellKey(pair.base)} ${cellKey(pair.new)} ${pair.metric}`);
}

function figures(
  { pair, base, new: candidate }: MeasuredPair,
  plan: Plan,
  { ratio, wide, method, p, units }: Evaluation,
): Omit<JudgedCell, 'pAdjusted' | 'noiseFloor' | keyof ReturnType<typeof decide>> {
  const { target, transport } = pair.new;
  const isSame = target === pair.base.target && transport === pair.base.transport;
  const evidence = evidenceFor(plan, base, candidate);
  return {
    ...pair.base,
    against: isSame ? null : { target, transport },
    metric: pair.metric,
    unit: METRICS[pair.metric].unit,
    base: estimate(evidence.base, base),
    new: estimate(evidence.new, candidate),
    ratio,
    low: wide?.low ?? null,
    high: wide?.high ?? null,
    intervalMethod: method,
    p,
    units: { ...units, kind: plan.units },
  };
}

function estimate(values: readonly number[], { n, nInvalid }: SideSeries): Estimate {
  return { median: median(values), n, nInvalid, units: values.length };
}
