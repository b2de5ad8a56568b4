/**
 * The engine's clock counts whole picoseconds, kept in doubles: sums of them are exact up to 2^53, which is two and a half hours. Waiting
 * and service of an operation therefore sum to its response time without an error, and equal times are equal.
 */
const TICKS_PER_NS = 1000;

export const LAST_TICK = Number.MAX_SAFE_INTEGER;

export function toTicks(ns: number): number {
  return Math.round(ns * TICKS_PER_NS);
}

export function toNs(ticks: number): number {
  return ticks / TICKS_PER_NS;
}

export function toSeconds(ticks: number): number {
  return ticks / (TICKS_PER_NS * 1e9);
}
