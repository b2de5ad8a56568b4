import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Sharing } from './sharing.ts';

interface Arrival {
  readonly at: number;
  readonly work: number;
}

interface Present {
  readonly job: number;
  left: number;
}

/** Departures, by going from one change to the next and taking off from each what it had meanwhile. */
function departures(arrivals: readonly Arrival[], speed: readonly number[]): { job: number; at: number }[] {
  const done: { job: number; at: number }[] = [];
  const present: Present[] = [];
  let now = 0;
  let next = 0;
  while (present.length > 0 || next < arrivals.length) {
    const arrival = arrivals[next];
    const each = (speed[Math.min(present.length, speed.length) - 1] ?? 0) / present.length;
    const first = present.reduce<Present | null>((least, job) => (least === null || job.left < least.left ? job : least), null);
    const doneAt = first === null ? Number.POSITIVE_INFINITY : now + first.left / each;
    const until = Math.min(doneAt, arrival?.at ?? Number.POSITIVE_INFINITY);
    for (const job of present) job.left -= (until - now) * each;
    now = until;
    if (first !== null && doneAt === until) {
      present.splice(present.indexOf(first), 1);
      done.push({ job: first.job, at: until });
    } else if (arrival !== undefined) present.push({ job: next++, left: arrival.work });
  }
  return done;
}

/** As the engine uses it: an event for `doneAt`, and nothing in between. */
function simulated(arrivals: readonly Arrival[], speed: readonly [number, ...number[]]): { job: number; at: number }[] {
  const sharing = new Sharing(speed);
  const done: { job: number; at: number }[] = [];
  const finishUntil = (limit: number): void => {
    while (sharing.doneAt >= 0 && sharing.doneAt <= limit) {
      const at = sharing.doneAt;
      done.push({ job: sharing.remove(at), at });
    }
  };
  arrivals.forEach(({ at, work }, job) => {
    finishUntil(at);
    sharing.add(job, work, at);
  });
  finishUntil(Number.POSITIVE_INFINITY);
  return done;
}

const arrivals = fc
  .array(fc.record({ gap: fc.nat({ max: 5_000_000 }), work: fc.integer({ min: 1, max: 10_000_000 }) }), { maxLength: 60 })
  .map((list) => {
    let at = 0;
    return list.map(({ gap, work }) => {
      at += gap;
      return { at, work };
    });
  });
const speeds = fc.array(fc.double({ min: 0.1, max: 8, noNaN: true }), { minLength: 1, maxLength: 6 }) as fc.Arbitrary<
  [number, ...number[]]
>;

describe('processor sharing', () => {
  it('lets everybody go when its work is done, to a tick per departure on its way', () => {
    fc.assert(
      fc.property(arrivals, speeds, (list, speed) => {
        const expected = new Map(departures(list, speed).map(({ job, at }) => [job, at]));
        const found = simulated(list, speed);
        expect(found.length).toBe(list.length);
        // Each departure is rounded up to a tick, which slows or speeds the others by the ratio of speeds for that tick.
        for (const { job, at } of found) expect(Math.abs(at - (expected.get(job) ?? 0))).toBeLessThan(100 * list.length);
      }),
      { seed: 5, numRuns: 200 },
    );
  });

  it('gives two that come together twice the time of one', () => {
    expect(simulated([{ at: 0, work: 1000 }], [1])).toEqual([{ job: 0, at: 1000 }]);
    const both = [
      { at: 0, work: 1000 },
      { at: 0, work: 1000 },
    ];
    expect(simulated(both, [1])).toEqual([
      { job: 0, at: 2000 },
      { job: 1, at: 2000 },
    ]);
    expect(simulated(both, [1, 2])).toEqual([
      { job: 0, at: 1000 },
      { job: 1, at: 1000 },
    ]);
  });

  it('lets who needs less overtake who came first', () => {
    const arrivals = [
      { at: 0, work: 1000 },
      { at: 100, work: 50 },
    ];
    expect(simulated(arrivals, [1])).toEqual([
      { job: 1, at: 200 },
      { job: 0, at: 1050 },
    ]);
  });

  it('uses the last speed for all larger numbers, and lets who has no work go at once', () => {
    const crowd = [100, 100, 100, 100].map((work) => ({ at: 0, work }));
    expect(simulated(crowd, [1, 2]).at(-1)).toEqual({ job: 3, at: 200 });
    expect(simulated([{ at: 7, work: 0 }], [1])).toEqual([{ job: 0, at: 7 }]);
  });
});
