import { describe, expect, it } from 'vitest';
import { type Alterable, pointOf, validated } from './altered-table.ts';

const part = (name: string, alter: (part: Alterable) => void = () => {}) =>
  validated('I', (table) => {
    for (const key of Object.keys(table)) if (/^I\d$/.test(key) && key !== name) delete table[key];
    alter(table[name]);
  });

describe('measured locks of a pool', () => {
  it('are judged where the table states a tolerance, and are not ok when two threads on one lock are faster than one alone', () => {
    const report = part('I1', (table) => {
      table.accept = { maxAbsRelativeError: 0.05 };
      table.rows[5][10] = 6.5;
    });
    expect(report.verdicts[0]).toMatchObject({ verdict: 'disagrees', ok: false });
    expect(pointOf(report, /threads 2, areas 1, pages per request 1,/, 2).ok).toBe(false);
    expect(pointOf(report, /threads 2, areas 2, pages per request 64, copies of 0 B/, 2).ok).toBe(true);
  });

  it('may have rows of other threads, and rows that nothing can be said of', () => {
    const report = part('I1', (table) => {
      const [first] = table.rows;
      table.rows.push([4, 4, ...first.slice(2)], [2, 1, 16, ...first.slice(3)]);
    });
    expect(pointOf(report, /threads 4, areas 4/, 4).use).toBe('predict');
    expect(report.notes).toContainEqual(expect.stringMatching(/^I1: threads 2, areas 1, pages per request 16, .*: not compared/));
  });
});

describe('counted requests', () => {
  it('may be of other operations, depths and sizes', () => {
    const report = part('I2', (table) => {
      table.columns = ['operation', 'D1', 'D8'];
      table.rows = [
        ['lstat', 3, 10],
        ['Read 1 MiB', 1, 1],
        ['write 1 MiB unaligned', 2, 2],
        ['list 7 entries', 6, null],
      ];
    });
    expect(report.ok).toBe(true);
    expect(report.points).toHaveLength(7);
  });

  it('are not ok when one is one off, or of an operation that is not known', () => {
    const off = part('I2', (table) => {
      table.rows[4][2] = 7;
    });
    expect(off.points.filter(({ ok }) => ok === false).map(({ row }) => row)).toEqual(['I2: open below 3 directories']);
    const unknown = part('I2', (table) => {
      table.rows = [['defragment', 1, 1]];
    });
    expect(unknown.verdicts).toEqual([expect.objectContaining({ verdict: 'not-modelled', ok: false })]);
  });
});

describe('times of copies and of requests', () => {
  it('copies that do not are not ok', () => {
    const report = part('I3', (table) => {
      table.rows['1048576'] = 400;
    });
    expect(report.ok).toBe(false);
  });

  it.each([
    ['small sizes lie on no line', (table: Alterable) => Object.assign(table.read, { 16384: 40 })],
    ['a larger size is slower by what copies could be', (table: Alterable) => Object.assign(table.read, { 131072: 60 })],
    ['its requests take longer than the stat', (table: Alterable) => Object.assign(table.statDepth3, { us: 50 })],
  ])('are not ok when %s', (_, alter) => {
    expect(part('I4', alter).ok).toBe(false);
  });
});
