import { CpuWaits } from './cpu-waits.ts';
import type { TraceEvent } from './event.ts';
import { MeasuredThread } from './measured-thread.ts';
import type { PartRules } from './part-rules.ts';
import type { Mark } from './request.ts';
import { RequestsUnderWay } from './requests-under-way.ts';

/** What the measured threads did, by the number that each gave itself. Events in the order of time. */
export function followThreads(
  events: readonly TraceEvent[],
  rules: PartRules,
  endAt: number,
): ReadonlyMap<number, MeasuredThread> {
  const byPid = new Map<number, MeasuredThread>();
  const byThread = new Map<number, MeasuredThread>();
  const requests = new RequestsUnderWay();
  const cpuWaits = new CpuWaits();
  let others = 0;
  let latest = 0;
  for (const event of events) {
    // Clocks of two processors may differ by a little; time never goes back for a thread.
    latest = Math.max(latest, event.at);
    const own = event.isInterrupt ? undefined : byPid.get(event.pid);
    // An event belongs to what begins with it: most of what it costs comes after it took its time.
    const mark: Mark = { at: latest, others };
    // What answers requests works inside the kernel: system calls are of programs that have nothing to do with it.
    if (own === undefined && event.kind !== 'call-begin' && event.kind !== 'call-end') others++;
    if (event.isInterrupt) byPid.get(event.pid)?.interrupted();
    switch (event.kind) {
      case 'thread': {
        const thread = new MeasuredThread(rules, mark, cpuWaits);
        byPid.set(event.pid, thread);
        byThread.set(event.thread, thread);
        break;
      }
      case 'switch':
        cpuWaits.switched(event.from, event.isRunnable, event.to, mark);
        byPid.get(event.from)?.switchedOut(event.isRunnable, mark);
        byPid.get(event.to)?.switchedIn(mark);
        break;
      case 'waking':
        own?.own(event, mark);
        cpuWaits.woken(event.of, mark);
        byPid.get(event.of)?.woken(mark, event.isInterrupt ? null : event.pid);
        break;
      default:
        requests.see(event, mark, (token) => own?.requests.put(token, mark) ?? null);
        own?.own(event, mark);
    }
  }
  const end: Mark = { at: Math.max(latest, endAt), others };
  for (const thread of byThread.values()) thread.end(end);
  return byThread;
}
