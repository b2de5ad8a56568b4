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
  /** Labels; null: every kind that the other fields allow. */
  readonly only: readonly string[] | null;
}

type EffortName = 'core' | 'tiny' | 'standard' | 'thorough';

/** One of each kind of request, and the sizes between which its costs are a line. */
const CORE = [
  ...['null', 'fstat', 'stat.d0', 'stat.d3', 'stat.d8', 'open-close', 'create-close', 'rename', 'fsync', 'list.10'],
  ...['read', 'write'].flatMap((direction) => ['4k', '64k', '256k', '1m'].map((size) => `${direction}.${size}`)),
  ...['stat.distinct.c8', 'read.4k.distinct.c8'],
];

export const EFFORTS: Readonly<Record<EffortName, Effort>> = {
  // Without list.1000, whose directory alone would take seconds to make on a slow mount, and with two concurrencies in place of six.
  tiny: { single: 8, perThread: 4, largestList: 100, concurrencies: [1, 8], only: null },
  standard: { single: 40, perThread: 8, largestList: 1000, concurrencies: CONCURRENCIES, only: null },
  thorough: { single: 200, perThread: 32, largestList: 1000, concurrencies: CONCURRENCIES, only: null },
  // For experiments of many short boots.
  core: { single: 20, perThread: 4, largestList: 10, concurrencies: [8], only: CORE },
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
    if (effort.only !== null) return effort.only.includes(operation.label);
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
