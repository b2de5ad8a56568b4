import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Happening, TraceEvent } from './event.ts';
import { followThreads } from './follow-threads.ts';
import { windowsOf } from './operation-windows.ts';
import { rulesFor } from './part-rules.ts';
import { partitionOf } from './partition.ts';

const THREAD = 70;
const WORKER = 80;
const LOOP = 90;
const IDLE = 0;
const QUEUE = 1;

/** Events of a story: when, whose, what. */
function story(...lines: readonly (readonly [at: number, pid: number, what: Happening, isInterrupt?: boolean])[]): TraceEvent[] {
  const mark = { at: 0, cpu: 0, pid: THREAD, isInterrupt: false, kind: 'thread', thread: 0 } as const;
  return [mark, ...lines.map(([at, pid, what, isInterrupt = false]) => ({ at, cpu: 0, pid, isInterrupt, ...what }))];
}

const call = { kind: 'call-begin' } as const;
const back = { kind: 'call-end' } as const;
const sleep = { kind: 'switch', from: THREAD, isRunnable: false, to: IDLE } as const;
const preempt = { kind: 'switch', from: THREAD, isRunnable: true, to: WORKER } as const;
const wake = { kind: 'waking', of: THREAD } as const;
const run = { kind: 'switch', from: IDLE, isRunnable: true, to: THREAD } as const;
const made = (type: string): Happening => ({ kind: 'made', type });
const add = { kind: 'add-begin', queue: QUEUE, token: 9 } as const;
const added = (result: number): Happening => ({ kind: 'add-end', result });
const irq = { kind: 'interrupt', queue: QUEUE } as const;
const get = { kind: 'get-begin', queue: QUEUE } as const;
const got = { kind: 'get-end', token: 9 } as const;

function parts(events: readonly TraceEvent[], transport: Parameters<typeof rulesFor>[0], seesRings = true): [string, number][] {
  const thread = followThreads(events, rulesFor(transport, seesRings), 0).get(0);
  const times = new Map<string, number>();
  for (const { part, from, to } of thread?.segments.all ?? []) times.set(part, (times.get(part) ?? 0) + to - from);
  return [...times].filter(([, ns]) => ns > 0);
}

/** One request over a ring, from the call at 10 to its return at 200. */
const REQUEST = story(
  [1, THREAD, back],
  [10, THREAD, call],
  [20, THREAD, made('LOOKUP')],
  [25, THREAD, add],
  [26, THREAD, { kind: 'bounce-begin' }],
  [29, THREAD, { kind: 'bounce-end' }],
  [31, THREAD, added(0)],
  [32, THREAD, { kind: 'doorbell-begin' }],
  [40, THREAD, { kind: 'doorbell-end' }],
  [45, THREAD, sleep],
  [100, IDLE, irq, true],
  [110, WORKER, get],
  [111, WORKER, { kind: 'bounce-begin' }],
  [116, WORKER, { kind: 'bounce-end' }],
  [120, WORKER, got],
  [130, WORKER, wake],
  [150, IDLE, run],
  [200, THREAD, back],
);

describe('a thread that waits for a request', () => {
  it('over a ring spends each moment where the request is', () => {
    expect(parts(REQUEST, 'virtiofs')).toEqual([
      ['system-call', 1 + 10 + 50],
      ['program', 9],
      ['request', 5 + 1 + 10],
      ['ring', 1 + 2 + 1 + 4],
      ['bounce', 3 + 5],
      ['doorbell', 8],
      ['away', 60],
      ['interrupt', 10],
      ['run-queue', 20],
    ]);
  });

  it('that is answered before it could sleep is as far as its request all the same', () => {
    const events = story(
      [2, THREAD, made('FLUSH')],
      [3, THREAD, add],
      [5, THREAD, added(0)],
      [6, THREAD, { kind: 'doorbell-begin' }],
      [8, THREAD, { kind: 'doorbell-end' }],
      [20, IDLE, irq, true],
      [30, WORKER, get],
      [35, WORKER, got],
      [36, WORKER, wake],
      [50, THREAD, sleep],
      [70, IDLE, run],
      [80, THREAD, back],
    );
    expect(parts(events, 'virtiofs')).toEqual([
      ['system-call', 2 + 10],
      ['request', 1 + 1 + 15],
      ['ring', 2 + 5],
      ['doorbell', 2],
      ['away', 12],
      ['interrupt', 10],
      ['run-queue', 20],
    ]);
    const thread = followThreads(events, rulesFor('virtiofs', true), 0).get(0);
    expect(thread?.segments.all.filter(({ state }) => state !== 'on-cpu')).toMatchObject([
      { part: 'run-queue', state: 'runnable' },
    ]);
    expect(thread?.requests.joined).toEqual([{ type: 'FLUSH', madeAt: 2 }]);
  });

  it('is as far as its request also while others take its CPU, if all it has left to do is to sleep', () => {
    const sent = [
      [5, THREAD, made('Twalk')],
      [10, THREAD, { kind: 'waking', of: WORKER }],
      [12, THREAD, preempt],
      [30, WORKER, run],
    ] as const;
    const waits = story(...sent, [33, THREAD, sleep], [60, WORKER, wake], [70, IDLE, run], [75, THREAD, { kind: 'answered' }]);
    expect(parts(waits, '9p-socket')).toEqual([
      ['system-call', 5],
      ['request', 5 + 5],
      ['away', 2 + 18 + 3 + 27],
      ['run-queue', 10],
    ]);
    const thread = followThreads(waits, rulesFor('9p-socket', true), 0).get(0);
    const away = thread?.segments.all.filter(({ part }) => part === 'away').map(({ state, from, to }) => [state, to - from]);
    expect(away).toEqual([
      ['on-cpu', 2],
      ['runnable', 18],
      ['on-cpu', 3],
      ['asleep', 27],
    ]);
    const wokenOnItsWay = story(...sent.slice(0, 3), [25, WORKER, wake], [30, WORKER, run], [33, THREAD, { kind: 'answered' }]);
    expect(parts(wokenOnItsWay, '9p-socket')).toEqual([
      ['system-call', 5],
      ['request', 5 + 3],
      ['away', 2 + 13],
      ['run-queue', 5],
    ]);
    const goesOn = story(...sent, [33, THREAD, { kind: 'answered' }], [40, THREAD, back]);
    expect(parts(goesOn, '9p-socket')).toEqual([
      ['system-call', 5 + 7],
      ['request', 5 + 2 + 3],
      ['run-queue', 18],
    ]);
  });

  it('works on its 9P answer until it says that it has it', () => {
    const events = story(
      [1, THREAD, call],
      [5, THREAD, made('Twalk')],
      [10, THREAD, sleep],
      [60, WORKER, wake],
      [70, IDLE, run],
      [75, THREAD, { kind: 'answered' }],
      [90, THREAD, back],
    );
    expect(parts(events, '9p-socket')).toEqual([
      ['system-call', 5 + 15],
      ['request', 5 + 5],
      ['away', 50],
      ['run-queue', 10],
    ]);
  });

  it('is in the call also when the kernel says that it has returned, as before Linux 6.6 at the end of close', () => {
    const events = story(
      [10, THREAD, back],
      [12, THREAD, made('Tclunk')],
      [20, THREAD, sleep],
      [60, WORKER, wake],
      [70, IDLE, run],
      [75, THREAD, { kind: 'answered' }],
      [90, THREAD, call],
    );
    expect(parts(events, '9p-socket')).toEqual([
      ['system-call', 10],
      ['program', 2 + 15],
      ['request', 8 + 5],
      ['away', 40],
      ['run-queue', 10],
    ]);
  });

  it.each([
    ['the pool', -12, 'pool-wait'],
    ['the ring', -28, 'ring-wait'],
  ] as const)('that was parked because %s was full waits for room until somebody else puts it there', (_what, errno, part) => {
    const events = story(
      [2, THREAD, made('READ')],
      [3, THREAD, add],
      [4, THREAD, added(errno)],
      [6, THREAD, sleep],
      [10, WORKER, add],
      [11, WORKER, added(errno)],
      [20, WORKER, add],
      [21, WORKER, added(0)],
      [50, IDLE, irq, true],
      [52, WORKER, get],
      [55, WORKER, got],
      [56, WORKER, wake],
      [60, IDLE, run],
    );
    expect(parts(events, 'virtiofs')).toEqual([
      ['system-call', 2],
      ['request', 1 + 2 + 1],
      ['ring', 1 + 3],
      [part, 15],
      ['away', 29],
      ['interrupt', 2],
      ['run-queue', 4],
    ]);
  });

  it('is in the run queue while who has its answer waits for a CPU', () => {
    const events = story(
      [2, THREAD, made('LOOKUP')],
      [3, THREAD, add],
      [5, THREAD, added(0)],
      [10, THREAD, { kind: 'switch', from: THREAD, isRunnable: false, to: LOOP }],
      [30, LOOP, irq, true],
      [34, LOOP, { kind: 'waking', of: WORKER }, true],
      [60, LOOP, { kind: 'switch', from: LOOP, isRunnable: true, to: WORKER }],
      [62, WORKER, get],
      [65, WORKER, { kind: 'switch', from: WORKER, isRunnable: true, to: LOOP }],
      [80, LOOP, { kind: 'switch', from: LOOP, isRunnable: true, to: WORKER }],
      [82, WORKER, got],
      [85, WORKER, wake],
      [90, WORKER, { kind: 'switch', from: WORKER, isRunnable: false, to: THREAD }],
    );
    expect(parts(events, 'virtiofs')).toEqual([
      ['system-call', 2],
      ['request', 1 + 3],
      ['ring', 2 + 3 + 2],
      ['away', 5 + 20],
      ['interrupt', 4 + 2],
      ['run-queue', 26 + 15 + 5],
    ]);
    const waited = followThreads(events, rulesFor('virtiofs', true), 0).get(0)?.segments.all;
    expect(waited?.filter(({ part, state }) => part === 'run-queue' && state === 'asleep')).toHaveLength(2);
  });

  it('is in the run queue while who was to send its request waits for a CPU', () => {
    const events = story(
      [2, THREAD, made('Twalk')],
      [5, THREAD, { kind: 'waking', of: WORKER }],
      [10, THREAD, { kind: 'switch', from: THREAD, isRunnable: false, to: LOOP }],
      [30, LOOP, { kind: 'switch', from: LOOP, isRunnable: true, to: WORKER }],
      [35, WORKER, { kind: 'switch', from: WORKER, isRunnable: false, to: LOOP }],
      [70, LOOP, wake, true],
      [75, LOOP, { kind: 'switch', from: LOOP, isRunnable: true, to: THREAD }],
      [80, THREAD, { kind: 'answered' }],
    );
    expect(parts(events, '9p-socket')).toEqual([
      ['system-call', 2],
      ['request', 3 + 5],
      ['away', 5 + 40],
      ['run-queue', 20 + 5],
    ]);
  });

  it('whose answer was never seen is not explained', () => {
    const unanswered = REQUEST.filter(({ kind }) => kind !== 'get-end');
    expect(Object.fromEntries(parts(unanswered, 'virtiofs'))).toMatchObject({ unexplained: 85, 'run-queue': 20 });
  });

  it('on a kernel that does not show its rings is away until it is woken', () => {
    const blind = REQUEST.filter(({ kind }) => !/^(add|get|interrupt|bounce|doorbell)/.test(kind));
    expect(Object.fromEntries(parts(blind, 'virtiofs', false))).toMatchObject({ request: 25, away: 85, 'run-queue': 20 });
  });

  it('on a disk is in its storage, save for what goes through bounce buffers', () => {
    expect(
      Object.fromEntries(
        parts(
          REQUEST.filter(({ kind }) => kind !== 'made'),
          'native',
        ),
      ),
    ).toEqual({
      program: 9,
      'system-call': 1 + 15 + 1 + 5 + 50,
      storage: 1 + 2 + 8 + 55 + 10 + 1 + 4 + 10,
      bounce: 8,
      'run-queue': 20,
    });
  });
});

describe('a thread without a request', () => {
  const asleep = story([10, THREAD, sleep], [30, WORKER, wake], [35, IDLE, run], [40, THREAD, back]);
  it.each([
    ['virtiofs', 'lock-wait'],
    ['9p-socket', 'lock-wait'],
    ['native', 'storage'],
    ['memory', 'storage'],
  ] as const)('asleep in a call on %s is in %s', (transport, part) => {
    expect(Object.fromEntries(parts(asleep, transport))).toEqual({ 'system-call': 15, [part]: 20, 'run-queue': 5 });
  });

  it('that is stopped outside of a call is paused, and without a CPU in the run queue', () => {
    const events = story(
      [1, THREAD, back],
      [10, THREAD, sleep],
      [30, WORKER, wake],
      [35, IDLE, run],
      [50, THREAD, preempt],
      [90, WORKER, run],
      [95, THREAD, call],
    );
    expect(parts(events, 'native')).toEqual([
      ['system-call', 1],
      ['program', 9 + 15 + 5],
      ['paused', 20],
      ['run-queue', 5 + 40],
    ]);
  });

  it('that is woken while it falls asleep never slept', () => {
    const events = story([10, THREAD, back], [15, THREAD, call], [20, WORKER, wake], [30, THREAD, sleep], [50, IDLE, run]);
    expect(parts(events, 'virtiofs')).toEqual([
      ['system-call', 10 + 15],
      ['program', 5],
      ['run-queue', 20],
    ]);
  });

  it('keeps its part while an interrupt handler works in its name', () => {
    const events = story([10, THREAD, back], [20, THREAD, get, true], [25, THREAD, got, true], [40, THREAD, call]);
    expect(parts(events, 'virtiofs')).toEqual([
      ['system-call', 10],
      ['program', 30],
    ]);
  });
});

const happening: fc.Arbitrary<Happening> = fc.oneof(
  fc.record({ kind: fc.constantFrom('call-begin', 'call-end', 'answered') }),
  fc.record({ kind: fc.constantFrom('bounce-begin', 'bounce-end', 'doorbell-begin', 'doorbell-end') }),
  fc.record({ kind: fc.constant('made'), type: fc.constantFrom('LOOKUP', 'READ') }),
  fc.record({
    kind: fc.constant('switch'),
    from: fc.constantFrom(70, 71, 0),
    isRunnable: fc.boolean(),
    to: fc.constantFrom(70, 71, 0),
  }),
  fc.record({ kind: fc.constant('waking'), of: fc.constantFrom(70, 71) }),
  fc.record({ kind: fc.constant('add-begin'), queue: fc.nat(1), token: fc.integer({ min: 1, max: 3 }) }),
  fc.record({ kind: fc.constant('add-end'), result: fc.constantFrom(0, 0, -12, -28, -5) }),
  fc.record({ kind: fc.constantFrom('get-begin', 'interrupt'), queue: fc.nat(1) }),
  fc.record({ kind: fc.constant('get-end'), token: fc.nat(3) }),
  fc.record({ kind: fc.constant('thread'), thread: fc.nat(1) }),
) as fc.Arbitrary<Happening>;

const anyEvent = fc
  .tuple(fc.nat(2000), fc.nat(1), fc.constantFrom(70, 71, 80, 0), fc.boolean(), happening)
  .map(([at, cpu, pid, isInterrupt, what]): TraceEvent => ({ at, cpu, pid, isInterrupt, ...what }));

describe('whatever is traced,', () => {
  const anyCalls = fc.array(fc.double({ min: 0, max: 300, noNaN: true }), { maxLength: 30 });
  const transports = fc.constantFrom('virtiofs', '9p-socket', '9p-virtio', 'native', 'memory', 'other');

  it('the parts of a thread sum to the time of its calls, none is negative, and bands hold no more than all', () => {
    fc.assert(
      fc.property(
        fc.array(anyEvent, { maxLength: 80 }),
        fc.boolean(),
        anyCalls,
        fc.nat(1500),
        transports,
        (events, sorted, calls, startedNs, transport) => {
          const stretches = [{ startedNs: startedNs + 0.3, calls: calls.length }];
          const windows = windowsOf({ thread: 0, stretches, latencies: Float64Array.from(calls), failed: 0 });
          const ordered = sorted ? events.toSorted((a, b) => a.at - b.at) : events;
          const thread = followThreads(ordered, rulesFor(transport, true), windows.at(-1)?.to ?? 0).get(0);
          const { time, operations, awake, requestTime } = partitionOf([
            { segments: thread?.segments.all ?? [], joined: thread?.requests.joined ?? [], windows },
          ]);
          const sum = (parts: Iterable<number> | undefined): number => [...(parts ?? [])].reduce((total, ns) => total + ns, 0);
          const all = sum(time.get('all')?.values());
          expect(all).toBe((windows.at(-1)?.to ?? 0) - (windows[0]?.from ?? 0));
          for (const [part, ns] of awake['on-cpu'])
            expect(ns + (awake.runnable.get(part) ?? 0)).toBeLessThanOrEqual(time.get('all')?.get(part) ?? 0);
          for (const parts of [...time.values(), ...requestTime.values()]) {
            expect([...parts.values()].every((ns) => ns > 0)).toBe(true);
            expect(sum(parts.values())).toBeLessThanOrEqual(all);
          }
          expect(operations.get('all') ?? 0).toBe(calls.length);
          for (const { from, to, events: written } of thread?.segments.all ?? [])
            expect([to >= from, written >= 0]).toEqual([true, true]);
        },
      ),
    );
  });
});
