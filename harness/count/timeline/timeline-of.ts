import type { Count, ThreadCalls } from '../../core/counting.ts';
import type { TraceEvent } from './event.ts';
import { followThreads } from './follow-threads.ts';
import { windowsOf } from './operation-windows.ts';
import type { PartRules } from './part-rules.ts';
import { partitionOf, type ThreadWork } from './partition.ts';
import { noTimeline, timelineCounts } from './rows.ts';

/** The rows of one loop: its threads' calls, and what the kernel wrote meanwhile. From `fullAt` on events are missing. */
export function timelineOf(
  calls: readonly ThreadCalls[],
  { events, fullAt }: { readonly events: readonly TraceEvent[]; readonly fullAt: number },
  rules: PartRules,
): Count[] {
  const failed = calls.reduce((sum, thread) => sum + thread.failed, 0);
  if (failed > 0) return noTimeline(`${failed} calls failed, whose time is in no latency`);
  const work: ThreadWork[] = [];
  const windowsByThread = calls.map((one) => ({ thread: one.thread, windows: windowsOf(one).filter(({ to }) => to <= fullAt) }));
  const endAt = Math.max(0, ...windowsByThread.map(({ windows }) => windows.at(-1)?.to ?? 0));
  const followed = followThreads(events, rules, endAt);
  for (const { thread, windows } of windowsByThread) {
    const seen = followed.get(thread);
    if (windows.length === 0) continue;
    if (seen === undefined) return noTimeline(`thread ${thread} never wrote its mark into the trace`);
    work.push({ segments: seen.segments.all, joined: seen.requests.joined, windows });
  }
  if (work.length === 0)
    return noTimeline(Number.isFinite(fullAt) ? 'the trace buffer was full before the first call had ended' : 'no call was made');
  return timelineCounts(partitionOf(work));
}
