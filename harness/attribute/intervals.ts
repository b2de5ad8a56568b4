import { LAYERS } from '../core/layers.ts';
import type { Random } from '../core/random.ts';
import { studentQuantile } from '../stats/student.ts';
import type { BlockTimes, CellEvidence, States } from './evidence/cell-evidence.ts';
import { again, type Drawn, drawn, EVERYTHING, redrawn } from './evidence/draw.ts';
import type { PartTimes } from './evidence/part-times.ts';
import type { Context } from './explain/context.ts';
import { explain } from './explain/explain.ts';

/** Percentiles of so many draws move by a tenth of the interval from seed to seed. */
const ROUNDS = 300;
const CONFIDENCE = 0.95;

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** Of the median, and of each layer in the order of `LAYERS`; null without repetition. */
export interface Intervals {
  readonly median: Interval | null;
  readonly layers: readonly (Interval | null)[];
}

export const NO_INTERVALS: Intervals = { median: null, layers: LAYERS.map(() => null) };

/**
 * Bootstrap over boots and the blocks in them; within one boot over blocks, and over traced passes, which are no blocks: their two
 * deviations add as squares. A pass that was made once is taken to vary as blocks do, each part on its own. Percentiles of few draws are
 * too narrow, so each deviation is stretched by Student's quantile over the normal one for as many things as were drawn (Hesterberg,
 * What Teachers Should Know About the Bootstrap, 2015, section 3.3).
 */
export function intervalsOf(evidence: CellEvidence, context: Context, random: Random): Intervals {
  const { boots, metric } = evidence;
  const redraw = again(random);
  const measured = drawn(boots, EVERYTHING);
  const point = figuresOf(measured, context, metric);
  const figures = (sample: Drawn): Float64Array => figuresOf(sample, comparedAgain(context, random), metric);
  const spread = (things: number, draw: () => Drawn): Spread => spreadOf(point, things, () => figures(draw()));
  if (boots.length > 1) return settled(point, [spread(boots.length, () => drawn(boots, redrawn(random)))]);
  const blocks = boots[0]?.blocks ?? [];
  if (blocks.length < 2) return NO_INTERVALS;
  const overBlocks = spread(blocks.length, () => drawn(boots, { ...EVERYTHING, blocks: redraw }));
  const passes = boots[0]?.passes.filter(({ timeline }) => timeline !== null).length ?? 0;
  if (passes === 0 || metric === 'elapsed') return settled(point, [overBlocks]);
  const overPasses =
    passes > 1
      ? spread(passes, () => drawn(boots, { ...EVERYTHING, passes: redraw }))
      : spread(blocks.length, () => asBlocksVary(measured, blocks, random));
  return settled(point, [overBlocks, overPasses]);
}

/** The median, and the layers by which they lead. */
function figuresOf(sample: Drawn, context: Context, metric: CellEvidence['metric']): Float64Array {
  const sums = new Float64Array(LAYERS.length + 1);
  sums[MEDIAN] = sample.ns;
  let rest = sample.ns;
  for (const { layers, ns } of explain(sample, context, metric).allocations) {
    const index = LAYERS.indexOf(layers[0]);
    if (index === UNATTRIBUTED) continue;
    sums[index] = (sums[index] as number) + ns;
    rest -= ns;
  }
  sums[UNATTRIBUTED] = rest;
  return sums;
}

/** What the operation is held against varies too. */
function comparedAgain(context: Context, random: Random): Context {
  const { control, controlDraws, withoutPool, withoutPoolDraws, away, hostFsDraws } = context;
  const one = <T>(draws: readonly T[], point: T): T => draws[random.below(draws.length)] ?? point;
  return {
    ...context,
    control: one(controlDraws, control),
    withoutPool: withoutPool === null ? null : one(withoutPoolDraws, withoutPool),
    away: { ...away, hostFsNs: one(hostFsDraws, away.hostFsNs) },
  };
}

function asBlocksVary(measured: Drawn, blocks: readonly BlockTimes[], random: Random): Drawn {
  const { traced, ns } = measured;
  if (traced === null || ns === 0) return measured;
  const factors = traced.times.map(() => (blocks[random.below(blocks.length)]?.ns ?? ns) / ns);
  const vary = (times: PartTimes): PartTimes => times.map((time, part) => time * (factors[part] as number));
  const states = traced.states === null ? null : varied(traced.states, vary);
  return { ...measured, traced: { ...traced, times: vary(traced.times), states } };
}

function varied({ onCpu, runnable, asleep }: States, vary: (times: PartTimes) => PartTimes): States {
  return { onCpu: vary(onCpu), runnable: vary(runnable), asleep: vary(asleep) };
}

const UNATTRIBUTED = LAYERS.indexOf('unattributed');
const MEDIAN = LAYERS.length;

/** How far each figure goes down and up. */
interface Spread {
  readonly down: Float64Array;
  readonly up: Float64Array;
}

function spreadOf(point: Float64Array, things: number, draw: () => Float64Array): Spread {
  const rounds = Array.from({ length: ROUNDS }, draw);
  const stretch = (studentQuantile(1 - (1 - CONFIDENCE) / 2, things - 1) / NORMAL) * Math.sqrt(things / (things - 1));
  const spread = { down: new Float64Array(point.length), up: new Float64Array(point.length) };
  const column = new Float64Array(ROUNDS);
  for (let figure = 0; figure < point.length; figure++) {
    for (let round = 0; round < ROUNDS; round++) column[round] = rounds[round]?.[figure] ?? 0;
    column.sort();
    const at = point[figure] as number;
    spread.down[figure] = stretch * Math.max(0, at - (column[Math.floor(((1 - CONFIDENCE) / 2) * ROUNDS)] as number));
    spread.up[figure] = stretch * Math.max(0, (column[Math.ceil((1 - (1 - CONFIDENCE) / 2) * ROUNDS) - 1] as number) - at);
  }
  return spread;
}

/** The normal distribution's, which percentiles of many draws amount to. */
const NORMAL = 1.959963984540054;

function settled(point: Float64Array, spreads: readonly Spread[]): Intervals {
  const intervals = Array.from(point, (at, figure): Interval => {
    const low = at - Math.hypot(...spreads.map(({ down }) => down[figure] as number));
    const high = at + Math.hypot(...spreads.map(({ up }) => up[figure] as number));
    return { low: figure === UNATTRIBUTED ? low : Math.max(0, low), high };
  });
  return { median: intervals[MEDIAN] ?? null, layers: intervals.slice(0, MEDIAN) };
}
