import { describe, expect, it } from 'vitest';
import { monotonicNs } from '../system/clock.ts';
import { timeLoop } from './timed-loop.ts';

/** Two clocks are not read at the same moment. */
const CLOCKS_APART_NS = 100_000;
/** Of sums of a thousand latencies. */
const ROUNDING_NS = 1;

const eio = (): never => {
  throw Object.assign(new Error('EIO: i/o error'), { code: 'EIO' });
};

describe('the timed loop', () => {
  it.each([0, 1, 7, 1023, 1024, 1025, 5000])('calls the operation exactly %i times, in order', (operations) => {
    const calls: number[] = [];
    const timed = timeLoop({ operations, run: (index) => void calls.push(index) });
    expect(calls).toEqual(Array.from({ length: operations }, (_, i) => i));
    expect(timed.latencies).toHaveLength(operations);
  });

  it('times each call by itself', () => {
    const slow = 3;
    const { latencies } = timeLoop({
      operations: 6,
      run(index) {
        const until = performance.now() + (index === slow ? 20 : 0);
        while (performance.now() < until);
      },
    });
    expect(latencies[slow]).toBeGreaterThanOrEqual(20e6);
    expect(Math.max(...latencies.filter((_, i) => i !== slow))).toBeLessThan(20e6);
  });

  it('counts failures by errno and leaves their time out', () => {
    const timed = timeLoop({ operations: 10, run: (index) => (index % 5 === 0 ? eio() : undefined) });
    expect(timed).toMatchObject({ failures: { EIO: 2 }, firstFailure: 'EIO: i/o error' });
    expect(timed.latencies).toHaveLength(8);
  });

  it('gives up after a hundred failures', () => {
    let calls = 0;
    const timed = timeLoop({
      operations: 1_000_000,
      run() {
        calls++;
        eio();
      },
    });
    expect(calls).toBe(100);
    expect(timed.failures).toEqual({ EIO: 100 });
  });

  it('says when each stretch of calls began, by the clock of all processes', () => {
    const before = monotonicNs();
    const { stretches, latencies, startedNs, endedNs } = timeLoop({ operations: 2500, run: () => {} });
    const after = monotonicNs();
    expect(stretches.map(({ calls }) => calls)).toEqual([1024, 1024, 452]);
    let index = 0;
    let previousEnd = before - CLOCKS_APART_NS;
    for (const { startedNs: from, calls } of stretches) {
      expect(from).toBeGreaterThanOrEqual(previousEnd);
      previousEnd = from + latencies.subarray(index, index + calls).reduce((sum, ns) => sum + ns, 0) - ROUNDING_NS;
      index += calls;
    }
    expect(previousEnd).toBeLessThanOrEqual(after + CLOCKS_APART_NS);
    expect([startedNs, endedNs]).toEqual([stretches[0]?.startedNs, expect.closeTo(previousEnd + ROUNDING_NS, -1)]);
  });

  it.each([1, 1024, 3000])('tells when the first of %i calls begins and when the last has ended, once each', (operations) => {
    const log: string[] = [];
    let calls = 0;
    const around = { begin: () => void log.push(`begin after ${calls}`), end: () => void log.push(`end after ${calls}`) };
    timeLoop({ operations, run: () => void calls++ }, around);
    expect(log).toEqual(['begin after 0', `end after ${operations}`]);
  });
});
