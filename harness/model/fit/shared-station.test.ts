import { describe, expect, it } from 'vitest';
import { fitSharedStation } from './shared-station.ts';

// WSL pull request 41169: fio with 16 jobs on one and on four queues.
describe('a station that all queues share', () => {
  it.each([
    ['randread 4 KiB', 25_800, 40_282, 24.8, 38.8, 0.521],
    ['seqread 1 MiB', 1258, 1453, 688, 795, 0.821],
  ])('explains %s', (_, onePerSecond, allPerSecond, sharedUs, serviceUs, amdahl) => {
    const fit = fitSharedStation({ workers: 4, onePerSecond, allPerSecond });
    if (fit.status !== 'fitted') throw new Error('both rows are published as explained');
    expect(fit.sharedNs / 1000 / sharedUs).toBeCloseTo(1, 2);
    expect(fit.serviceNs / 1000 / serviceUs).toBeCloseTo(1, 2);
    expect(fit.amdahlShare).toBeCloseTo(amdahl, 3);
  });

  it('does not explain what becomes seven times faster with four queues', () => {
    expect(fitSharedStation({ workers: 4, onePerSecond: 4584, allPerSecond: 33_103 })).toEqual({
      status: 'unexplained',
      speedup: expect.closeTo(7.22, 2),
      workers: 4,
    });
  });

  it('is nothing where the speed-up is perfect, and everything where there is none', () => {
    expect(fitSharedStation({ workers: 4, onePerSecond: 1000, allPerSecond: 4000 })).toMatchObject({
      sharedShare: expect.closeTo(0, 6),
    });
    expect(fitSharedStation({ workers: 4, onePerSecond: 1000, allPerSecond: 1000 })).toMatchObject({
      sharedShare: expect.closeTo(1, 6),
    });
  });
});
