import { median } from '../../stats/median.ts';
import { mountKind } from '../mount-kind.ts';
import type { CellEvidence } from './cell-evidence.ts';
import { drawn, EVERYTHING } from './draw.ts';

/** How far CPU time and run-queue wait of the measuring threads can be believed. */
export interface ThreadTimes {
  /** On a CPU for measuring itself: of one thread in one step. */
  readonly surplusNs: number;
  /** By how much that varies; infinite where the kernel does not tell, or its clock does not fit. */
  readonly errorNs: number;
  readonly detail: string;
}

/** Of the wall time of a step: with a larger error its thread times say nothing of how it is spent. */
const LARGEST_ERROR = 0.15;
/** Where nothing was measured in memory, as many cells have to be possible at least. */
const FEWEST_POSSIBLE = 0.9;

/**
 * What never sleeps must be on a CPU or waiting for one all the time: what threads have beyond that is measuring, and the rest of the
 * difference is error. Some kernels keep the CPU time of a running thread only up to its last tick, which is most of a short step.
 */
export function threadTimes(cells: readonly CellEvidence[]): ThreadTimes {
  const known = cells.flatMap(usageOf);
  if (known.length === 0) return useless('the kernel does not keep CPU times of threads');
  const awake = known.filter(({ neverSleeps }) => neverSleeps).map(({ excessNs }) => excessNs);
  if (awake.length === 0) return uncheckedTimes(known);
  const surplusNs = Math.max(0, median(awake));
  const errorNs = median(awake.map((excess) => Math.abs(excess - surplusNs)));
  return {
    surplusNs,
    errorNs,
    detail: `right within ${microseconds(errorNs)} of a step, by steps on tmpfs, where nothing sleeps`,
  };
}

/** Whether a cell's steps are long enough for them. */
export function fitsThreadTimes({ boots, cell, operations }: CellEvidence, { errorNs }: ThreadTimes): boolean {
  const { ns, onCpuNs, runQueueNs } = drawn(boots, EVERYTHING);
  return onCpuNs !== null && runQueueNs !== null && errorNs <= (LARGEST_ERROR * ns * operations) / cell.concurrency;
}

interface Usage {
  readonly neverSleeps: boolean;
  /** Of one thread in one step: its own times less the wall time. */
  readonly excessNs: number;
  readonly wallNs: number;
}

function usageOf({ cell, boots, metric, operations }: CellEvidence): Usage[] {
  if (metric !== 'latency') return [];
  const { ns, onCpuNs, runQueueNs } = drawn(boots, EVERYTHING);
  if (onCpuNs === null || runQueueNs === null || ns === 0) return [];
  const calls = operations / cell.concurrency;
  const neverSleeps = mountKind(cell.transport).asleep === null && cell.concurrency === 1;
  return [{ neverSleeps, excessNs: (onCpuNs + runQueueNs - ns) * calls, wallNs: ns * calls }];
}

function uncheckedTimes(known: readonly Usage[]): ThreadTimes {
  const possible = known.filter(({ excessNs, wallNs }) => excessNs <= LARGEST_ERROR * wallNs).length / known.length;
  const detail = `they fit into the wall time in ${Math.round(100 * possible)} % of the cells; there is no tmpfs to check them on`;
  return possible >= FEWEST_POSSIBLE ? { surplusNs: 0, errorNs: 0, detail } : useless(detail);
}

function useless(detail: string): ThreadTimes {
  return { surplusNs: 0, errorNs: Number.POSITIVE_INFINITY, detail };
}

function microseconds(ns: number): string {
  return `${Math.ceil(ns / 1000)} µs`;
}
