import { describe, expect, it } from 'vitest';
import { type Alterable, validated } from './altered-table.ts';

describe('a changed row of queues', () => {
  const changed = (index: number, change: object, alter: (table: Alterable) => void = () => {}): ReturnType<typeof validated> =>
    validated('A', (table) => {
      table.rows = [{ ...table.rows[index], ...change }];
      alter(table);
    });

  it('is unexplained, and not ok, when it gains more than queues can and nothing declares it', () => {
    for (const role of [undefined, 'acceptance']) {
      const report = changed(1, { role, expected: undefined });
      expect(report.verdicts).toEqual([expect.objectContaining({ verdict: 'unexplained', expected: null, ok: false })]);
    }
  });

  it('is unexplained when more queues make it slower', () => {
    expect(changed(0, { iops4q: 20_000 }).verdicts[0]).toMatchObject({ verdict: 'unexplained', ok: false });
  });

  it('is no negative control when queues explain it', () => {
    expect(changed(0, { role: 'negative-control' }).verdicts[0]).toMatchObject({ verdict: 'agrees', ok: false });
  });

  it('is not ok when its rates and its latencies are of different worlds', () => {
    const report = changed(0, { iops4q: 50_000 });
    expect(report.verdicts[0]).toMatchObject({ verdict: 'disagrees', ok: false });
  });

  it('may lack what is derived, have other sizes and queues, and leave the jobs out', () => {
    const report = changed(
      2,
      { workload: 'seqwrite', blockBytes: 65_536, iops2q: 1400, reportedLatencyChange: undefined, sharedStationUs: undefined },
      (table) => {
        delete table.setup;
      },
    );
    expect(report.points.map(({ n, use }) => [n, use])).toEqual([
      [1, 'fit'],
      [2, 'predict'],
      [4, 'fit'],
    ]);
    expect(report.notes).toContainEqual('the table states no jobs: 4 for each queue of the most are assumed');
    expect(report.ok).toBe(true);
  });

  it('gains nothing for a single job, whatever the queues', () => {
    const alone = (table: Alterable): void => {
      table.setup = { jobs: 1 };
    };
    expect(changed(0, { iops4q: 25_900, reportedLatencyChange: 0 }, alone).ok).toBe(true);
    expect(changed(0, {}, alone).verdicts[0]).toMatchObject({ verdict: 'unexplained', ok: false });
  });
});
