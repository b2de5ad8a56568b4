import { describe, expect, it } from 'vitest';
import { exponentialResponseNs, exponentialWaitTail, generalWaitNs } from './single-server.ts';

describe('one server', () => {
  it('doubles the service time at half load, M/M/1', () => {
    expect(exponentialResponseNs(20_000, 10_000)).toBeCloseTo(20_000, 9);
  });

  it('has a tail whose integral is the mean wait', () => {
    const step = 10;
    let integral = 0;
    for (let t = step / 2; t < 2_000_000; t += step) integral += step * exponentialWaitTail(12_500, 10_000, t);
    expect(integral).toBeCloseTo(exponentialResponseNs(12_500, 10_000) - 10_000, 1);
  });

  it('waits half as long for deterministic service as for exponential', () => {
    expect(generalWaitNs(12_500, 10_000, 1)).toBeCloseTo(40_000, 6);
    expect(generalWaitNs(12_500, 10_000, 0)).toBeCloseTo(20_000, 6);
    expect(generalWaitNs(12_500, 10_000, 0.5)).toBeCloseTo(25_000, 6);
  });

  it('never recovers from a load of one', () => {
    expect(exponentialResponseNs(10, 10)).toBe(Number.POSITIVE_INFINITY);
    expect(generalWaitNs(10, 10, 0)).toBe(Number.POSITIVE_INFINITY);
    expect(exponentialWaitTail(10, 10, 1e9)).toBe(1);
  });
});
