import type { Evidence } from '../../core/attribution.ts';
import type { Part } from '../../core/layers.ts';
import type { Drawn, Traced } from '../evidence/draw.ts';
import { noTimes, type PartTimes, partIndex, total } from '../evidence/part-times.ts';
import { lengtheningEvents } from '../evidence/tracing-cost.ts';
import type { Contradiction } from './allocation.ts';
import type { Measuring } from './context.ts';
import { type ThreadUsage, threadUsage } from './thread-usage.ts';

/** Of a part at most, so that an average cost of events cannot wipe out a part whose events are cheap. */
const MOST_CORRECTED = 0.9;

/**
 * More than so many times what was seen is not explained by what was seen. Of threads it is known how long they were in such a state, of
 * the whole only that it took longer.
 */
const MOST_STRETCHED = { state: 4, whole: 2 } as const;

export interface ScaledParts {
  readonly times: PartTimes;
  readonly evidence: readonly Evidence[];
  readonly contradictions: readonly Contradiction[];
}

/**
 * The parts of the traced pass as parts of the untraced time: first without what tracing cost, then stretched to what the threads did
 * without tracing, or, where that is not known, to the whole.
 */
export function scaledParts(drawn: Drawn, traced: Traced, measuring: Measuring): ScaledParts {
  const corrected = withoutTracing(traced, measuring.eventNs);
  const usage = traced.states === null ? null : threadUsage(drawn, measuring);
  if (usage === null || traced.states === null) {
    const factor = Math.min(drawn.ns, MOST_STRETCHED.whole * total(traced.times)) / (total(corrected) || 1);
    return { times: corrected.map((time) => time * factor), evidence: ['trace'], contradictions: [] };
  }
  const kept = corrected.map((time, part) => time / (traced.times[part] || 1));
  const { onCpu, runnable, asleep } = traced.states;
  const wanted = fitted(usage, total(onCpu), total(asleep));
  const runnableNs = stretched(usage.runQueueNs, total(runnable));
  const times = noTimes();
  addStretched(times, onCpu, kept, wanted.onCpuNs);
  addStretched(times, asleep, kept, wanted.asleepNs);
  addStretched(times, runnable, kept, runnableNs);
  // What waited for a CPU without being seen is that, whatever else it was.
  times[RUN_QUEUE] = (times[RUN_QUEUE] as number) + usage.runQueueNs - runnableNs;
  return { times, evidence: ['trace', 'thread-time'], contradictions: usage.contradictions };
}

const RUN_QUEUE = partIndex('run-queue');

function withoutTracing({ times, events }: Traced, eventNs: number): PartTimes {
  const costly = lengtheningEvents(events);
  return times.map((time, part) => Math.max((1 - MOST_CORRECTED) * time, time - (costly[part] as number) * eventNs));
}

/** What the thread times say, as far as the trace saw such a state at all; what it did not see goes to the other one. */
function fitted(usage: ThreadUsage, onCpuSeen: number, asleepSeen: number): Pick<ThreadUsage, 'onCpuNs' | 'asleepNs'> {
  const onCpuNs = stretched(usage.onCpuNs, onCpuSeen);
  const asleepNs = stretched(usage.asleepNs, asleepSeen);
  const [onCpuRest, asleepRest] = [usage.onCpuNs - onCpuNs, usage.asleepNs - asleepNs];
  return { onCpuNs: stretched(onCpuNs + asleepRest, onCpuSeen), asleepNs: stretched(asleepNs + onCpuRest, asleepSeen) };
}

function stretched(wantedNs: number, seenNs: number): number {
  return Math.min(wantedNs, MOST_STRETCHED.state * seenNs);
}

/** Adds one state of the thread, as long in all as wanted. */
function addStretched(times: PartTimes, state: PartTimes, kept: PartTimes, wantedNs: number): void {
  let sum = 0;
  for (let part = 0; part < state.length; part++) sum += (state[part] as number) * (kept[part] as number);
  if (sum === 0) return;
  const factor = wantedNs / sum;
  for (let part = 0; part < state.length; part++)
    times[part] = (times[part] as number) + (state[part] as number) * (kept[part] as number) * factor;
}

export function timeOf(times: PartTimes, part: Part): number {
  return times[partIndex(part)] as number;
}
