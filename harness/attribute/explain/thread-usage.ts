import type { Drawn } from '../evidence/draw.ts';
import type { Contradiction } from './allocation.ts';
import type { Measuring } from './context.ts';

/** How the threads spent the wall time, by the kernel's own clocks; sums to it. */
export interface ThreadUsage {
  readonly onCpuNs: number;
  readonly runQueueNs: number;
  readonly asleepNs: number;
  readonly contradictions: readonly Contradiction[];
}

/** Of the wall time; less is the noise of two clocks. */
const NOTABLE = 0.1;

/** Null where the thread times cannot be believed. The wall clock is read for each call, the other two for each step: it wins. */
export function threadUsage({ ns, onCpuNs, runQueueNs }: Drawn, { hasThreadTimes, measuringNs }: Measuring): ThreadUsage | null {
  if (!hasThreadTimes || onCpuNs === null || runQueueNs === null) return null;
  const own = Math.max(0, onCpuNs - measuringNs);
  const awake = own + runQueueNs;
  if (awake <= ns) return { onCpuNs: own, runQueueNs, asleepNs: ns - awake, contradictions: [] };
  const fits = ns / awake;
  const excess = { message: 'threads were on a CPU or waiting for one for longer than the operation took', ns: awake - ns };
  return {
    onCpuNs: own * fits,
    runQueueNs: runQueueNs * fits,
    asleepNs: 0,
    contradictions: excess.ns > NOTABLE * ns ? [excess] : [],
  };
}
