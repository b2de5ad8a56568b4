import type { LayerShare, Tail } from '../core/attribution.ts';
import { cellKey } from '../core/cell.ts';
import { LAYERS } from '../core/layers.ts';
import { randomFor } from '../core/random.ts';
import { type Contexts, contextsFor, type Surroundings } from './contexts.ts';
import type { CellEvidence } from './evidence/cell-evidence.ts';
import { type Drawn, drawn, EVERYTHING } from './evidence/draw.ts';
import type { Contradiction } from './explain/allocation.ts';
import type { Context } from './explain/context.ts';
import { explain } from './explain/explain.ts';
import { type Interval, intervalsOf, NO_INTERVALS } from './intervals.ts';
import { layerShares } from './layer-shares.ts';
import { tailOf } from './tail.ts';

/** One cell with its layers. */
export interface BrokenDown {
  readonly evidence: CellEvidence;
  readonly point: Drawn;
  /** Of the median. */
  readonly interval: Interval | null;
  readonly layers: readonly LayerShare[];
  readonly tail: Tail | null;
  readonly contradictions: readonly Contradiction[];
}

export interface Breakdown extends Pick<Contexts, 'tracingCost' | 'threadTimes'> {
  readonly cells: readonly BrokenDown[];
}

/** Of no meaning but that it stays: intervals must not change from call to call. */
const SEED = 1;

/** The layers of every cell, by the best evidence that there is for it. */
export function breakDown(cells: readonly CellEvidence[], surroundings: Surroundings): Breakdown {
  const { contextOf, ...told } = contextsFor(cells, surroundings);
  const broken = cells.map((evidence) => brokenDown(evidence, contextOf(evidence), surroundings.wantsIntervals));
  return { cells: broken, ...told };
}

function brokenDown(evidence: CellEvidence, context: Context, wantsIntervals: boolean): BrokenDown {
  const point = drawn(evidence.boots, EVERYTHING);
  const { allocations, contradictions } = explain(point, context, evidence.metric);
  const random = randomFor(SEED, 'attribution', cellKey(evidence.cell));
  const intervals = wantsIntervals ? intervalsOf(evidence, context, random) : NO_INTERVALS;
  const layers = layerShares(allocations, point.ns, context).map((share): LayerShare => {
    const interval = intervals.layers[LAYERS.indexOf(share.layer)] ?? null;
    return { ...share, lowNs: interval?.low ?? null, highNs: interval?.high ?? null };
  });
  return { evidence, point, interval: intervals.median, layers, tail: tailOf(evidence, context), contradictions };
}
