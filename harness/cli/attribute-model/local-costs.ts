import type { ObservedMount } from '../../attribute/ports.ts';
import type { LocalCosts } from '../../model/what-if/known-from-fit.ts';

/** What the guest alone takes, by the probe on a file system in memory. Nothing where nobody measured one: the fit then has it all. */
export function localCosts(memory: ObservedMount | null): LocalCosts {
  const of = (label: string): number | null => {
    const found = memory?.cells.find(({ cell, probe }) => probe !== null && cell.operation === label && cell.concurrency === 1);
    return found?.medianNs ?? null;
  };
  return {
    callNs: of('fstat') ?? 0,
    componentNs: slope(of('stat.d0'), of('stat.d8'), 8),
    copyNsPerByte: slope(of('read.4k'), of('read.1m'), 2 ** 20 - 2 ** 12),
  };
}

function slope(from: number | null, to: number | null, steps: number): number {
  return from === null || to === null ? 0 : Math.max(0, (to - from) / steps);
}
