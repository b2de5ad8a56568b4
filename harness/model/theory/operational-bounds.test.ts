import { describe, expect, it } from 'vitest';
import { boundViolation, kneeClients, responseBoundNs, throughputBoundPerSecond } from './operational-bounds.ts';

// Three stations of 5, 4 and 3 s, and a think time of 15 s.
const demands = { thinkNs: 15e9, totalNs: 12e9, largestNs: 5e9 };

describe('asymptotic bounds', () => {
  it('are those of the busiest station and of the time without waiting', () => {
    expect(throughputBoundPerSecond(demands, 2)).toBeCloseTo(2 / 27, 12);
    expect(throughputBoundPerSecond(demands, 50)).toBeCloseTo(0.2, 12);
    expect(responseBoundNs(demands, 1)).toBe(12e9);
    expect(responseBoundNs(demands, 10)).toBe(35e9);
    expect(kneeClients(demands)).toBeCloseTo(5.4, 12);
  });

  it('meet at the knee', () => {
    const knee = kneeClients(demands);
    expect(throughputBoundPerSecond(demands, knee * 0.999)).toBeLessThan(0.2);
    expect(throughputBoundPerSecond(demands, knee * 1.001)).toBe(0.2);
    expect(responseBoundNs(demands, knee)).toBeCloseTo(12e9, 0);
  });
});

describe('a measured point', () => {
  const single = { clients: 1, throughputPerSecond: 15_500 };

  it('violates the bound when four clients do more than four times the work of one', () => {
    expect(boundViolation(single, { clients: 4, throughputPerSecond: 64_000 }, 0.02)).toEqual({
      clients: 4,
      throughputPerSecond: 64_000,
      boundPerSecond: 62_000,
      excess: expect.closeTo(0.0323, 4),
    });
  });

  it('is let pass within the tolerance', () => {
    expect(boundViolation(single, { clients: 4, throughputPerSecond: 64_000 }, 0.04)).toBeNull();
    expect(boundViolation(single, { clients: 16, throughputPerSecond: 81_900 }, 0)).toBeNull();
  });
});
