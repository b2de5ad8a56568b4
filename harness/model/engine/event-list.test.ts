import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EventList } from './event-list.ts';

interface Scheduled {
  readonly time: number;
  readonly event: number;
}

/** Few times, so that many are equal. A number schedules an event so much later, null takes the next one. */
const actions = fc.array(fc.option(fc.nat(20), { freq: 3 }), { maxLength: 600 });

describe('the event list', () => {
  it('takes events in order of time, and of scheduling among equal times, whatever is scheduled meanwhile', () => {
    fc.assert(
      fc.property(actions, (steps) => {
        const list = new EventList();
        const expected: Scheduled[] = [];
        let now = 0;
        steps.forEach((later, event) => {
          if (later !== null) {
            list.schedule(now + later, event);
            expected.push({ time: now + later, event });
            expected.sort((a, b) => a.time - b.time);
            return;
          }
          const next = expected.shift();
          expect(list.take()).toBe(next?.event ?? -1);
          if (next === undefined) return;
          expect(list.time).toBe(next.time);
          now = next.time;
        });
        expect(Array.from(expected, () => list.take())).toEqual(expected.map(({ event }) => event));
        expect(list.take()).toBe(-1);
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  it('keeps the order of a thousand events at one time', () => {
    const list = new EventList();
    for (let event = 0; event < 1000; event++) list.schedule(5, event);
    expect(Array.from({ length: 1000 }, () => list.take())).toEqual(Array.from({ length: 1000 }, (_, event) => event));
  });

  it('puts what an event schedules for its own time behind what was there before', () => {
    const list = new EventList();
    list.schedule(1, 1);
    list.schedule(1, 2);
    expect(list.take()).toBe(1);
    list.schedule(1, 3);
    list.schedule(0.5, 4);
    expect([list.take(), list.take(), list.take(), list.take()]).toEqual([4, 2, 3, -1]);
  });

  it('is empty after its last event, and can be used again', () => {
    const list = new EventList();
    expect(list.take()).toBe(-1);
    list.schedule(3, 7);
    expect([list.take(), list.take(), list.take()]).toEqual([7, -1, -1]);
    list.schedule(4, 8);
    expect([list.take(), list.time]).toEqual([8, 4]);
  });
});
