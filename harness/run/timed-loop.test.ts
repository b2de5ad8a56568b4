import { describe, expect, it } from 'vitest';
import { timeLoop } from './timed-loop.ts';

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
});
