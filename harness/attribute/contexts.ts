import { cellKey } from '../core/cell.ts';
import { randomFor } from '../core/random.ts';
import type { CellEvidence } from './evidence/cell-evidence.ts';
import { COMPARED_DRAWS, drawn, EVERYTHING, redrawn } from './evidence/draw.ts';
import { fitsThreadTimes, type ThreadTimes, threadTimes } from './evidence/thread-times.ts';
import { type TracingCost, tracingCosts } from './evidence/tracing-cost.ts';
import { awayBounds } from './explain/away-bounds.ts';
import type { Context, Measuring } from './explain/context.ts';
import { controlFor, controlsIn } from './explain/control.ts';
import { farSideIn } from './explain/far-side.ts';
import { type RequestCosts, requestCosts } from './explain/request-costs.ts';
import { scaledParts, timeOf } from './explain/scaled-parts.ts';
import { groupBy } from './group-by.ts';
import { mountKind } from './mount-kind.ts';

/** What is known of the machine beside the cells. */
export interface Surroundings {
  /** False: nothing is bounced anywhere. Null: not known. */
  readonly hasPool: boolean | null;
  /** Samples of the same operation made on the far side, in ns, boot by boot; empty where nobody did. */
  readonly farSide: (evidence: CellEvidence) => readonly (readonly number[])[];
  /** The same cell of boots that differ in having no bounce buffers; null where there are none. */
  readonly withoutPool: (evidence: CellEvidence) => CellEvidence | null;
  /** They take a hundred times as long as the rest. */
  readonly wantsIntervals: boolean;
}

/** What the cells say of each other. */
export interface Contexts {
  readonly contextOf: (evidence: CellEvidence) => Context;
  readonly tracingCost: readonly TracingCost[];
  readonly threadTimes: ThreadTimes;
}

/** Of no meaning but that it stays. */
const SEED = 1;

type MeasuringOf = (evidence: CellEvidence) => Measuring;

export function contextsFor(cells: readonly CellEvidence[], surroundings: Surroundings): Contexts {
  const usage = threadTimes(cells);
  const tracingCost = tracingCosts(cells);
  const measuring = new Map(cells.map((evidence) => [evidence, measured(evidence, tracingCost, usage)]));
  const measuringOf: MeasuringOf = (evidence) => measuring.get(evidence) ?? measured(evidence, tracingCost, usage);
  const controls = controlsIn(cells, measuringOf, surroundings.wantsIntervals);
  const byTarget = groupBy(cells, ({ cell }) => cell.target);
  const costs = new Map([...byTarget].map(([target, own]) => [target, costsOf(own, measuringOf)]));
  const contextOf = (evidence: CellEvidence): Context => {
    const { cell, requests, missing } = evidence;
    const kind = mountKind(cell.transport);
    const own = costs.get(cell.target) ?? null;
    const control = controlFor(cell, controls);
    const farSide = farSideIn(surroundings.farSide(evidence), cellKey(cell), surroundings.wantsIntervals);
    return {
      kind,
      mayBounce: kind.bounces && surroundings.hasPool !== false,
      ...measuringOf(evidence),
      control: control?.point ?? null,
      controlDraws: control?.draws ?? [],
      ...(kind.bounces ? besidePool(surroundings.withoutPool(evidence), surroundings.wantsIntervals) : NO_PAIR),
      away: awayBounds(evidence, own, farSide?.ns ?? null),
      hostFsDraws: farSide?.draws ?? [],
      requestCosts: own,
      missing,
      requests,
    };
  };
  return { contextOf, tracingCost, threadTimes: usage };
}

type Pair = Pick<Context, 'withoutPool' | 'withoutPoolDraws'>;

const NO_PAIR: Pair = { withoutPool: null, withoutPoolDraws: [] };

function besidePool(other: CellEvidence | null, wantsDraws: boolean): Pair {
  if (other === null) return NO_PAIR;
  const random = randomFor(SEED, 'without-pool', cellKey(other.cell));
  const redraw = redrawn(random);
  const draws = wantsDraws ? Array.from({ length: COMPARED_DRAWS }, () => drawn(other.boots, redraw)) : [];
  return { withoutPool: drawn(other.boots, EVERYTHING), withoutPoolDraws: draws };
}

function measured(evidence: CellEvidence, costs: readonly TracingCost[], usage: ThreadTimes): Measuring {
  const { cell, operations } = evidence;
  return {
    eventNs: costs.find(({ target }) => target === cell.target)?.eventNs ?? 0,
    hasThreadTimes: fitsThreadTimes(evidence, usage),
    measuringNs: (usage.surplusNs * cell.concurrency) / operations,
  };
}

/** Requests that wait for others in a queue say nothing of what one takes. */
function costsOf(cells: readonly CellEvidence[], measuringOf: MeasuringOf): RequestCosts | null {
  return requestCosts(
    cells.filter(({ cell }) => cell.concurrency === 1),
    (evidence) => {
      const point = drawn(evidence.boots, EVERYTHING);
      if (point.traced === null) return 1;
      const seen = timeOf(point.traced.times, 'away');
      return seen === 0 ? 1 : timeOf(scaledParts(point, point.traced, measuringOf(evidence)).times, 'away') / seen;
    },
  );
}
