import { describe, expect, it } from 'vitest';
import { loopFromEnds, loopThroughputs } from './closed-loop.ts';

// rhvgoyal/virtiofs-tests, April 2021: operations/s with 1, 4, 16 and 64 outstanding.
describe('a loop from the two ends of a published curve', () => {
  it.each([
    ['no-tpool seqread', 22_300, 75_100, 31.5, 13.3, 70_100, -0.072, 76_600, -0.02],
    ['no-tpool seqwrite', 21_900, 70_400, 31.5, 14.2, 67_000, -0.071, 71_500, -0.016],
    ['tpool-16 seqread', 15_500, 88_600, 53.2, 11.3, 64_000, -0.134, 81_900, 0.082],
  ])(
    '%s has the delay, service and errors of prediction that were computed for it',
    (_, one, all, delay, service, x4, error4, x16, error16) => {
      const loop = loopFromEnds(one, all, 1);
      if (loop === null) throw new Error('the curve rises');
      expect(loop.delayNs / 1000).toBeCloseTo(delay, 1);
      expect(loop.serviceNs / 1000).toBeCloseTo(service, 1);
      const [four = 0, sixteen = 0] = loopThroughputs(loop, [4, 16]);
      expect(four / x4 - 1).toBeCloseTo(error4, 2);
      expect(sixteen / x16 - 1).toBeCloseTo(error16, 2);
    },
  );

  it('does not exist where the saturated end is slower than the single client', () => {
    expect(loopFromEnds(1000, 900, 1)).toBeNull();
  });

  it('shares the saturated rate between several servers', () => {
    expect(loopFromEnds(1000, 40_000, 4)).toEqual({ delayNs: expect.closeTo(900_000, 6), serviceNs: 100_000, servers: 4 });
  });
});
