import { readFileSync } from 'node:fs';

/** Counters of the calling thread since it started; null where the kernel does not keep them. */
export interface ThreadUsage {
  readonly cpuNs: number | null;
  /** Runnable but waiting for a CPU. */
  readonly runqueueNs: number | null;
  readonly voluntarySwitches: number | null;
  readonly involuntarySwitches: number | null;
}

/**
 * /proc/thread-self/schedstat holds nanoseconds, unlike /proc/…/stat with its 10 ms ticks
 * (Documentation/scheduler/sched-stats.rst). Kernels without SCHED_INFO have no such file or only zeros in it.
 */
export function readThreadUsage(): ThreadUsage {
  const { cpuNs, runqueueNs } = parseSchedstat(read('/proc/thread-self/schedstat'));
  return { cpuNs, runqueueNs, ...parseSwitches(read('/proc/thread-self/status')) };
}

export function usageBetween(before: ThreadUsage, after: ThreadUsage): ThreadUsage {
  return {
    cpuNs: difference(before.cpuNs, after.cpuNs),
    runqueueNs: difference(before.runqueueNs, after.runqueueNs),
    voluntarySwitches: difference(before.voluntarySwitches, after.voluntarySwitches),
    involuntarySwitches: difference(before.involuntarySwitches, after.involuntarySwitches),
  };
}

/** Null as soon as one thread has no value: a part is not a sum. */
export function sumOfUsage(threads: readonly ThreadUsage[]): ThreadUsage {
  const sum = (pick: (usage: ThreadUsage) => number | null): number | null =>
    threads.reduce<number | null>((total, thread) => {
      const value = pick(thread);
      return total === null || value === null ? null : total + value;
    }, 0);
  return {
    cpuNs: sum((usage) => usage.cpuNs),
    runqueueNs: sum((usage) => usage.runqueueNs),
    voluntarySwitches: sum((usage) => usage.voluntarySwitches),
    involuntarySwitches: sum((usage) => usage.involuntarySwitches),
  };
}

export interface Schedstat extends Pick<ThreadUsage, 'cpuNs' | 'runqueueNs'> {
  /** How often the thread got a CPU. */
  readonly turns: number | null;
}

export function parseSchedstat(text: string): Schedstat {
  const [cpuNs, runqueueNs, turns] = text.trim().split(' ').map(Number);
  if (cpuNs === undefined || runqueueNs === undefined || turns === undefined || cpuNs === 0)
    return { cpuNs: null, runqueueNs: null, turns: null };
  return { cpuNs, runqueueNs, turns };
}

export function parseSwitches(status: string): Pick<ThreadUsage, 'voluntarySwitches' | 'involuntarySwitches'> {
  return {
    voluntarySwitches: counter(status, /^voluntary_ctxt_switches:\s*(\d+)$/m),
    involuntarySwitches: counter(status, /^nonvoluntary_ctxt_switches:\s*(\d+)$/m),
  };
}

function counter(text: string, pattern: RegExp): number | null {
  const match = pattern.exec(text);
  return match?.[1] === undefined ? null : Number(match[1]);
}

function difference(before: number | null, after: number | null): number | null {
  return before === null || after === null ? null : after - before;
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return ''; // Not kept by this kernel; every reader above turns that into null.
  }
}
