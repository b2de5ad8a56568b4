import { median } from '../../stats/median.ts';
import type { CellEvidence, RequestTime } from '../evidence/cell-evidence.ts';
import { noTimes, type PartTimes, total } from '../evidence/part-times.ts';

/** What one request of each type takes on one mount. */
export interface RequestCosts {
  /** From made to answered, by part. */
  readonly byType: ReadonlyMap<string, PartTimes>;
  /** For types that the probe does not make: the middle of those that it does. */
  readonly other: PartTimes;
}

/**
 * Over all cells of a mount, each stretched as its own times were (`factorOf`: untraced over traced). Null where no request was timed.
 */
export function requestCosts(cells: readonly CellEvidence[], factorOf: (cell: CellEvidence) => number): RequestCosts | null {
  const sums = new Map<string, { requests: number; readonly times: PartTimes }>();
  for (const cell of cells) {
    const factor = factorOf(cell);
    for (const { type, requests, times } of cell.requestTimes) add(sums, type, requests, times, factor);
  }
  if (sums.size === 0) return null;
  const byType = new Map([...sums].map(([type, { requests, times }]) => [type, times.map((ns) => ns / requests)]));
  return { byType, other: middle([...byType.values()]) };
}

const UNANSWERED: ReadonlySet<string> = new Set(['FORGET', 'BATCH_FORGET']);

/** Nobody waits for these: there is no answer. */
export function isUnanswered(type: string): boolean {
  return UNANSWERED.has(type);
}

/** Mean time of one request of each type in one cell, as traced. */
export function requestNs(times: readonly RequestTime[]): Record<string, number> | null {
  if (times.length === 0) return null;
  return Object.fromEntries(times.map(({ type, requests, times: parts }) => [type, total(parts) / requests]));
}

function add(
  sums: Map<string, { requests: number; readonly times: PartTimes }>,
  type: string,
  requests: number,
  times: PartTimes,
  factor: number,
): void {
  const sum = sums.get(type) ?? { requests: 0, times: noTimes() };
  sums.set(type, sum);
  sum.requests += requests;
  for (let part = 0; part < times.length; part++)
    sum.times[part] = (sum.times[part] as number) + (times[part] as number) * factor;
}

/** That of the type whose total is in the middle: medians of the parts would belong to no request at all. */
function middle(all: readonly PartTimes[]): PartTimes {
  const totals = all.map(total);
  const wanted = median(totals);
  const distance = totals.map((ns) => Math.abs(ns - wanted));
  return all[distance.indexOf(Math.min(...distance))] ?? noTimes();
}
