import type { Preset } from '../../harness/core/workload.ts';
import { CONCURRENCIES, LIST_SIZES, OPERATIONS, type ProbeOperation } from './operations.ts';

/** How often each operation of the probe is made in one block. */
export interface Effort {
  /** Calls of an operation that runs in one thread. */
  readonly single: number;
  /** Calls per thread of the concurrency steps. */
  readonly perThread: number;
  readonly largestList: number;
  readonly concurrencies: readonly number[];
}

type EffortName = 'tiny' | 'standard' | 'thorough';

export const EFFORTS: Readonly<Record<EffortName, Effort>> = {
  // Without list.1000, whose directory alone would take seconds to make on a slow mount, and with two concurrencies in place of six.
  tiny: { single: 8, perThread: 4, largestList: 100, concurrencies: [1, 8] },
  standard: { single: 40, perThread: 8, largestList: 1000, concurrencies: CONCURRENCIES },
  thorough: { single: 200, perThread: 32, largestList: 1000, concurrencies: CONCURRENCIES },
};

export function isEffortName(name: string): name is EffortName {
  return Object.hasOwn(EFFORTS, name);
}

export function isConcurrent({ phase }: ProbeOperation): boolean {
  return phase.endsWith('-concurrency');
}

export function operationsOf(effort: Effort): ProbeOperation[] {
  const lists = LIST_SIZES.filter((size) => size <= effort.largestList).map((size) => `list.${size}`);
  return OPERATIONS.filter((operation) => {
    if (isConcurrent(operation)) return effort.concurrencies.includes(operation.concurrency);
    return operation.phase !== 'list' || lists.includes(operation.label);
  });
}

/** Calls of one thread. */
export function callsOf(operation: ProbeOperation, effort: Effort): number {
  return isConcurrent(operation) ? effort.perThread : effort.single;
}

export function totalCalls(effort: Effort): number {
  return operationsOf(effort).reduce(
    (total, operation) => total + callsOf(operation, effort) * operation.concurrency,
    effort.single,
  );
}

export function presetOf(effort: Effort): Preset {
  const labels = operationsOf(effort).length;
  return {
    about: `${labels} kinds of operation, ${effort.single} calls of each, ${effort.perThread} per thread where threads compete; ${totalCalls(effort)} in all`,
    weight: totalCalls(effort),
    // Created files are empty; reads and writes stay inside the files of the fixture.
    bytesPerBlock: 0,
  };
}
