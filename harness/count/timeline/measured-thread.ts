import type { Part } from '../../core/layers.ts';
import type { CpuWait, CpuWaits } from './cpu-waits.ts';
import type { TraceEvent } from './event.ts';
import { OpenRequests } from './open-requests.ts';
import type { PartRules } from './part-rules.ts';
import type { Mark, Request } from './request.ts';
import type { Segment, ThreadState } from './segment.ts';
import { ThreadSegments } from './thread-segments.ts';

/** What a thread does from one event to the other. */
const BEGUN: Partial<Record<TraceEvent['kind'], Part>> = {
  'add-begin': 'ring',
  'get-begin': 'ring',
  'bounce-begin': 'bounce',
  'doorbell-begin': 'doorbell',
};
const ENDED: Partial<Record<TraceEvent['kind'], Part>> = {
  'add-end': 'ring',
  'get-end': 'ring',
  'bounce-end': 'bounce',
  'doorbell-end': 'doorbell',
};

/** Follows what one thread does, event by event. Its segments have neither gaps nor overlaps. */
export class MeasuredThread {
  readonly segments: ThreadSegments;
  readonly requests: OpenRequests;
  readonly #rules: PartRules;
  readonly #cpuWaits: CpuWaits;
  #state: ThreadState = 'on-cpu';
  /** Woken on the way to sleep: it loses its CPU all the same, and is runnable at once. */
  #isWokenEarly = false;
  #inCall = true; // It writes its own mark.
  /** Up to Linux 6.5 the last part of close(2) is done after the call has returned, for all that tracing sees of calls. */
  #isAfterCall = false;
  /** Functions that it is in, of those that are a part of their own. */
  readonly #within: Part[] = [];
  /** It gave its request away, and has nothing left to do but to sleep. */
  #isHandedOver = false;
  /** Who goes on with it: the thread of the kernel that it woke. */
  #handedTo: number | null = null;
  /** Sleeps whose end nothing explains yet. */
  #doubtful: Segment[] = [];
  #since: Mark;
  #events = 0;

  constructor(rules: PartRules, since: Mark, cpuWaits: CpuWaits) {
    this.segments = new ThreadSegments(rules);
    this.requests = new OpenRequests(rules);
    this.#rules = rules;
    this.#cpuWaits = cpuWaits;
    this.#since = since;
  }

  /** An event that the thread itself wrote. */
  own(event: TraceEvent, mark: Mark): void {
    // Whoever makes a call had come back from what was left of the last one, and did not wait for it.
    if (event.kind === 'call-begin' && this.#isAfterCall) this.#endCall();
    this.#close(mark);
    this.segments.wentOn(this.#partOnCpu(), this.#typeOnCpu());
    this.#events++;
    this.#isWokenEarly = false;
    this.#isHandedOver = false;
    const begun = BEGUN[event.kind];
    const ended = ENDED[event.kind];
    if (begun !== undefined) this.#within.push(begun);
    else if (ended !== undefined) this.#leave(ended);
    else if (event.kind === 'made') this.#made(event.type, mark);
    else if (event.kind === 'answered') this.#answered();
    else if (event.kind === 'call-begin') this.#inCall = true;
    else if (event.kind === 'call-end') this.#endCall();
    this.#isHandedOver = this.#handsOver(event);
    if (this.#isHandedOver && event.kind === 'waking') this.#handedTo = event.of;
  }

  /** The far side is told, by the ring; or whoever writes to the connection is woken. */
  #handsOver(event: TraceEvent): boolean {
    if (this.requests.current === null || this.#within.length > 0) return false;
    if (event.kind === 'add-end') return event.result === 0;
    return event.kind === 'doorbell-end' || (event.kind === 'waking' && !this.#rules.hasRing);
  }

  #made(type: string, mark: Mark): void {
    this.requests.make(type, mark);
    this.#isAfterCall ||= !this.#inCall;
    this.#inCall = true;
  }

  /** An interrupt handler wrote an event in the thread's time. */
  interrupted(): void {
    if (this.#state === 'on-cpu') this.#events++;
  }

  switchedOut(isRunnable: boolean, mark: Mark): void {
    this.#close(mark);
    if (!isRunnable) this.#waitIsOver();
    this.#state = isRunnable || this.#isWokenEarly ? 'runnable' : 'asleep';
    this.#isWokenEarly = false;
    this.#events = 1;
  }

  /** Somebody made it runnable: a thread of that number, or an interrupt handler. */
  woken(mark: Mark, by: number | null): void {
    if (this.#state === 'asleep') {
      const workers = [...new Set([this.#handedTo, by])].filter((pid) => pid !== null);
      this.#handedTo = null;
      this.#close(
        mark,
        workers.flatMap((pid) => this.#cpuWaits.of(pid)),
      );
      this.#state = 'runnable';
      this.#events = 1;
      return;
    }
    this.#isWokenEarly = this.#state === 'on-cpu';
    if (!this.#isHandedOver) return;
    this.#close(mark);
    this.#waitIsOver();
  }

  /** On its way to sleep it was as far as its request. */
  #waitIsOver(): void {
    this.segments.slept(this.requests.current);
    this.#isHandedOver = false;
  }

  switchedIn(mark: Mark): void {
    // Whoever runs again without having been woken: that event was lost.
    if (this.#state === 'asleep') this.segments.push(this.#since, mark, 'unexplained', null, this.#events, 'asleep');
    else this.#close(mark);
    this.#since = mark;
    this.#state = 'on-cpu';
    this.#events = 1;
    if (this.requests.current?.completion != null && !this.#rules.saysAnswered) this.#answered();
  }

  /** Until here it went on as it was. */
  end(mark: Mark): void {
    this.#close(mark);
    this.segments.wentOn(this.#partOnCpu(), this.#typeOnCpu());
    this.#endCall();
  }

  #answered(): void {
    this.requests.answered();
    if (this.#isAfterCall) this.#endCall();
  }

  /** What a call left unanswered when it returned was not what it waited for. */
  #endCall(): void {
    this.#inCall = false;
    this.#isAfterCall = false;
    this.#within.length = 0;
    this.requests.leave();
    for (const segment of this.#doubtful) segment.part = 'unexplained';
    this.#doubtful = [];
  }

  #leave(part: Part): void {
    const at = this.#within.lastIndexOf(part);
    if (at >= 0) this.#within.length = at;
  }

  #close(mark: Mark, waits: readonly CpuWait[] = []): void {
    const from = this.#since;
    const events = this.#events;
    this.#since = mark;
    this.#events = 0;
    const state = this.#state;
    if (state === 'asleep') this.#slept(from, mark, events, waits);
    else if (this.#isHandedOver) this.segments.keep({ from, to: mark, state, events });
    else if (state === 'runnable') this.segments.push(from, mark, 'run-queue', null, events, state);
    else this.segments.push(from, mark, this.#partOnCpu(), this.#typeOnCpu(), events, state);
  }

  #partOnCpu(): Part {
    if (!this.#inCall) return 'program';
    return this.#within.at(-1) ?? (this.requests.current === null ? 'system-call' : 'request');
  }

  #typeOnCpu(): string | null {
    return this.#inCall ? (this.requests.current?.type ?? null) : null;
  }

  #slept(from: Mark, to: Mark, events: number, waits: readonly CpuWait[]): void {
    const asleep = (part: Part, type: string | null = null): Segment[] =>
      this.segments.pushAsleep(from, to, part, type, events, waits);
    if (!this.#inCall) return void asleep('paused');
    const { requests } = this;
    const completed = requests.completedIn(from, to);
    if (completed !== null) {
      this.#waitedFor(completed, from, to, events, waits);
      return;
    }
    const refused = requests.refused();
    if (refused?.refused != null) return void asleep(refused.refused, refused.type);
    const onRing = requests.onRing();
    if (onRing !== null && !this.#rules.isLocal)
      return void this.#doubtful.push(...asleep('away', onRing.type).filter(({ part }) => part === 'away'));
    if (requests.current === null || this.#rules.hasRing) return void asleep(this.#rules.asleep);
    asleep('away', requests.current.type);
    if (!this.#rules.saysAnswered) this.#answered(); // Nothing else shows that it was.
  }

  #waitedFor(request: Request, from: Mark, to: Mark, events: number, waits: readonly CpuWait[]): void {
    this.segments.pushWait(request, from, to, events, waits);
    this.#doubtful = []; // They were waits for this answer, ended too early by a signal.
    this.requests.settle();
    if (this.#isAfterCall && this.requests.current === null) this.#endCall();
  }
}
