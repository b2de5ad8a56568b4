import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { erlangB, erlangC, multiServerWaitNs } from './erlang.ts';
import { exponentialResponseNs } from './single-server.ts';

describe('Erlang B', () => {
  // Rows of Erlang's table for a loss of 1 %.
  it.each([
    [1, 0.0101, 0.01],
    [5, 1.361, 0.01],
    [10, 4.461, 0.01],
    [20, 12.031, 0.01],
    [100, 84.064, 0.01],
  ])('with %i servers one call of a hundred is lost at %f erlang', (servers, load, blocking) => {
    expect(erlangB(servers, load)).toBeCloseTo(blocking, 4);
  });

  it('equals the closed form with factorials', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 20 }), fc.double({ min: 0.01, max: 30, noNaN: true }), (servers, load) => {
        let term = 1;
        let sum = 1;
        for (let k = 1; k <= servers; k++) {
          term *= load / k;
          sum += term;
        }
        expect(erlangB(servers, load)).toBeCloseTo(term / sum, 12);
      }),
    );
  });

  it('stays a probability where factorials overflow', () => {
    expect(erlangB(32_768, 32_000)).toBeGreaterThan(0);
    expect(erlangB(32_768, 40_000)).toBeCloseTo(1 - 32_768 / 40_000, 3);
  });
});

describe('Erlang C', () => {
  it('gives the textbook example: 2 servers at 3/4 make 0.6429 wait', () => {
    expect(erlangC(2, 1.5)).toBeCloseTo(9 / 14, 12);
  });

  it('is the utilisation for one server', () => {
    expect(erlangC(1, 0.3)).toBeCloseTo(0.3, 12);
    expect(multiServerWaitNs(1, 1000, 300)).toBeCloseTo(exponentialResponseNs(1000, 300) - 300, 9);
  });

  it('makes everybody wait for ever where the servers cannot keep up', () => {
    expect(erlangC(4, 4)).toBe(1);
    expect(multiServerWaitNs(4, 10, 40)).toBe(Number.POSITIVE_INFINITY);
  });

  it('waits less with more servers of the same total load', () => {
    const waits = [2, 3, 4, 8, 16].map((servers) => multiServerWaitNs(servers, 1000, 1800));
    expect(waits).toEqual([...waits].sort((a, b) => b - a));
  });
});
