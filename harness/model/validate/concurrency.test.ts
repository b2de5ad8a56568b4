import { describe, expect, it } from 'vitest';
import { type Alterable, validated } from './altered-table.ts';

describe('a row that breaks an operational bound', () => {
  const broken = (change: object): ReturnType<typeof validated> =>
    validated('C1', (table) => {
      table.rows = [{ ...table.rows[2], iops: { 1: 15_500, 4: 64_000, 64: 88_600 }, predict: [4], ...change }];
    });

  it('may be declared by words for its kind of server, whatever its role', () => {
    expect(broken({ role: 'acceptance' }).verdicts[0]).toMatchObject({ verdict: 'model-does-not-apply', ok: true });
  });

  it('is not ok where nothing declares it', () => {
    const report = broken({ role: 'acceptance', server: 'tpool-64' });
    expect(report.verdicts[0]).toMatchObject({ verdict: 'model-does-not-apply', expected: null, ok: false });
    expect(report.ok).toBe(false);
  });

  it('that is declared and agrees contradicts its declaration', () => {
    const report = broken({ iops: { 1: 22_300, 4: 69_000, 64: 75_100 } });
    expect(report.verdicts[0]).toMatchObject({ verdict: 'agrees', expected: 'declared-failure', ok: false });
  });
});

describe('other rows of the same table', () => {
  const only = (row: object, accept?: object, seed = 1) => {
    const alter = (table: Alterable): void => {
      table.rows = [row];
      if (accept !== undefined) table.accept = accept;
      delete table.reference;
      delete table.outstanding;
      delete table.submittingJobs;
    };
    return validated('C1', alter, seed);
  };
  const row = { op: 'randwrite', server: 'one-thread', fit: [1, 64], iops: { 1: 21_000, 2: 40_500, 8: 71_000, 64: 71_000 } };
  const wrong = { ...row, iops: { 1: 21_000, 8: 62_000, 64: 71_000 } };

  it('may have other operations, servers, populations and roles, and nothing that is derived', () => {
    const report = only({ ...row, role: 'held-back' });
    expect(report.points.map(({ n, use }) => [n, use])).toEqual([
      [1, 'fit'],
      [2, 'predict'],
      [8, 'predict'],
      [64, 'fit'],
    ]);
    expect(report.notes).toContainEqual(
      'one-thread randwrite: no tolerance is stated for one-thread, the strictest one is used (3 %)',
    );
    expect(report.ok).toBe(true);
  });

  it('are judged by the tolerance of their kind of server', () => {
    expect(only(wrong, { 'one-thread': { maxAbsRelativeError: 0.2 } })).toMatchObject({ ok: true, tolerance: 0.2 });
  });

  it('are judged by 3 % where the table states nothing', () => {
    const report = only(wrong, { constructor: 'words for another server' });
    expect(report).toMatchObject({ tolerance: 0.03, ok: false });
    expect(report.notes).toContainEqual('the table states no tolerance: 3 % is used');
  });

  it.each([[[2, 8]], [[1, 4, 8]]])('are fitted on %j as well', (fit) => {
    // As the loop itself gives them: delay 31.5 µs, service 13.3 µs, Erlang-4.
    const iops = { 1: 22_300, 2: 42_050, 4: 68_900, 8: 75_090 };
    const report = only({ ...row, iops, fit }, { 'one-thread': { maxAbsRelativeError: 0.025 } });
    expect(report.points.map(({ ok }) => ok)).toEqual(report.points.map(() => true));
  });

  it('give the same for equal seeds, however slow they are', () => {
    const errors = (iops: object, seed: number) =>
      only({ ...wrong, iops }, undefined, seed).points.map(({ relativeError }) => relativeError?.toFixed(5));
    const slow = Object.fromEntries(Object.entries(wrong.iops).map(([n, iops]) => [n, iops / 1e7]));
    expect(errors(slow, 5)).toEqual(errors(wrong.iops, 5));
    expect(errors(wrong.iops, 6)).not.toEqual(errors(slow, 5));
  });

  it('that become slower with load are not reproduced, and not ok', () => {
    expect(only({ ...row, iops: { 1: 70_000, 8: 30_000 }, fit: [1, 8] }).ok).toBe(false);
  });
});
