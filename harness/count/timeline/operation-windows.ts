import type { ThreadCalls } from '../../core/counting.ts';

/** One call, in whole nanoseconds. */
export interface Window {
  readonly from: number;
  readonly to: number;
  readonly latency: number;
}

/** The calls of a thread: the end of one is the start of the next, save between two stretches. */
export function windowsOf({ stretches, latencies }: ThreadCalls): Window[] {
  const windows: Window[] = [];
  let index = 0;
  for (const { startedNs, calls } of stretches) {
    let end = startedNs;
    let from = Math.round(end);
    for (const last = Math.min(index + calls, latencies.length); index < last; index++) {
      const latency = latencies[index] ?? 0;
      end += latency;
      const to = Math.max(from, Math.round(end));
      windows.push({ from, to, latency });
      from = to;
    }
  }
  return windows;
}
