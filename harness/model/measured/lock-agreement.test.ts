import { describe, expect, it } from 'vitest';
import { simulate } from '../engine/simulate.ts';
import { lockAgreement } from './lock-agreement.ts';
import type { LockCondition, LockRow } from './lock-condition.ts';
import { lockNetwork } from './lock-network.ts';
import { agreesInSign, lockPairs } from './lock-pairs.ts';
import { CONDITIONS } from './lock-round.ts';

/** Rows that are as the model says, but for the noise of other draws. */
function modelledRow(condition: LockCondition): LockRow {
  const { mapNs, unmapNs, ownNs } =
    condition.pagesPerRequest === 64 ? { mapNs: 30, unmapNs: 50, ownNs: 4 } : { mapNs: 35, unmapNs: 55, ownNs: 40 };
  const work = { ...condition, mapNs, unmapNs, ownNs: ownNs + condition.copyBytes / 4, handoverNs: 60 };
  const [threads] = simulate(lockNetwork(work), { operations: 40_000, warmUp: 1000, seed: 99 }).classes;
  return { ...condition, mapNs, unmapNs, mapsPerSecond: threads?.throughputPerSecond ?? Number.NaN };
}

/** model.md 4.1, series B: a program in C on another machine. */
const MEASURED_IN_C: readonly LockRow[] = (
  [
    [1, 1, 64, 0, 18, 138, 6.3],
    [1, 1, 1, 0, 52, 162, 3.5],
    [2, 2, 64, 0, 20, 143, 12.3],
    [2, 2, 1, 0, 81, 165, 5.7],
    [2, 1, 64, 0, 236, 240, 4.2],
    [2, 1, 1, 0, 298, 552, 2.1],
    [2, 1, 64, 4096, 727, 686, 1.42],
    [2, 2, 64, 4096, 635, 626, 1.61],
  ] as const
).map(([threads, areas, pagesPerRequest, copyBytes, mapNs, unmapNs, millions]) => {
  return { threads, areas, pagesPerRequest, copyBytes, mapNs, unmapNs, mapsPerSecond: millions * 1e6 };
});

const PAIRS = { median: 1.113, above1: 13, pairs: 15 };

describe('a lock that is as the model says', () => {
  const agreement = lockAgreement(CONDITIONS.map(modelledRow), PAIRS, 1);

  it('gives back its hand-over', () => {
    expect(agreement.handoverNs).toBeCloseTo(60, 0);
  });

  it('is predicted in every row', () => {
    for (const { row, relativeError } of agreement.rows) expect([row, Math.abs(relativeError) < 0.02]).toEqual([row, true]);
    expect(agreement.acceptance.pageByPage.ok).toBe(true);
    expect(agreement.acceptance.twoLocksOverOne.ok).toBe(true);
  });

  it('is predicted from the rows that the model was not fitted on', () => {
    const predicted = agreement.rows.filter(({ use }) => use === 'predict').map(({ row }) => row);
    expect(
      predicted.map(({ threads, areas, pagesPerRequest, copyBytes }) => [threads, areas, pagesPerRequest, copyBytes]),
    ).toEqual([
      [2, 2, 64, 0],
      [2, 2, 1, 0],
      [2, 1, 1, 0],
      [2, 1, 64, 4096],
    ]);
  });
});

describe('rows that are not enough', () => {
  it('are refused with the row that is missing', () => {
    const rows = MEASURED_IN_C.filter(({ threads }) => threads === 2);
    expect(() => lockAgreement(rows, PAIRS, 1)).toThrow('none of 6 with {"threads":1,"pagesPerRequest":64,"copyBytes":0}');
  });
});

describe('a lock that two threads share for nothing', () => {
  it('has no hand-over, never less', () => {
    const rows = CONDITIONS.map(modelledRow).map((row) =>
      row.threads === 2 && row.areas === 1 ? { ...row, mapsPerSecond: 3e7 } : row,
    );
    expect(lockAgreement(rows, PAIRS, 1).handoverNs).toBeCloseTo(0, 2);
  });
});

describe('the lock of the program in C', () => {
  const { rows, acceptance } = lockAgreement(MEASURED_IN_C, PAIRS, 1);

  it('is met where the model was fitted on it', () => {
    const fitted = rows.filter(({ use }) => use === 'fit').map(({ relativeError }) => Math.abs(relativeError));
    expect(Math.max(...fitted)).toBeLessThan(0.01);
  });

  it('gains by a second lock what the model says it gains: something', () => {
    expect(acceptance.twoLocksOverOne).toMatchObject({ measured: 1.113, ok: true });
    expect(acceptance.twoLocksOverOne.predicted).toBeGreaterThan(1);
  });

  // Each of its hand-overs costs more page by page than in batches, 131 ns against 41: in a batch the same thread often gets the lock
  // again before the other one has noticed. One number for both cannot be right, and the report says so.
  it('is not met page by page', () => {
    expect(acceptance.pageByPage.ok).toBe(false);
    expect(acceptance.pageByPage.relativeError).toBeGreaterThan(0.3);
  });
});

describe('the sign of a small difference', () => {
  const ratios = (above: number, below: number): number[] => [...Array(above).fill(1.1), ...Array(below).fill(0.9)];

  it.each([
    [12, 3, true],
    [11, 4, null],
    [4, 11, null],
    [3, 12, false],
    [5, 0, null],
  ])('with %d pairs above 1 and %d below agrees with a predicted gain: %s', (above, below, ok) => {
    expect(agreesInSign(1.02, lockPairs(ratios(above, below)))).toBe(ok);
  });

  it('is told with the median of the pairs', () => {
    expect(lockPairs([0.9, 1.2, 1.1])).toEqual({ median: 1.1, above1: 2, pairs: 3 });
  });
});
