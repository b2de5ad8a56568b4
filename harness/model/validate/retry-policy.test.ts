import { describe, expect, it } from 'vitest';
import { type Alterable, pointOf, validated } from './altered-table.ts';

describe('a changed table of retries', () => {
  it('is not ok when the published reduction is of another order of magnitude, or a quantile of the prototype is another', () => {
    const report = validated('D', (table) => {
      table.published.p999Reduction = 20_000;
      table.prototype.rows = [table.prototype.rows[0].with(4, 310)];
    });
    expect(report.verdicts[0]).toMatchObject({ verdict: 'disagrees', ok: false });
    expect(pointOf(report, 'N = 256, completion', 256, 'p50').ok).toBe(false);
  });

  it('may have its columns in any order, others beside them, and cells that nobody knows', () => {
    const report = validated('D', (table) => {
      table.prototype.columns = ['policy', 'remark', 'HZ', 'N', 'p50', 'p99'];
      table.prototype.rows = [['jiffy', 'more than the ring', 1000, 256, 133, null]];
    });
    expect(report.points.map(({ quantity }) => quantity)).toEqual([expect.stringContaining('p99.9'), 'p50']);
    expect(report.ok).toBe(true);
  });

  it('may have no prototype, and is not ok when completions are said to be worse', () => {
    const report = validated('D', (table: Alterable) => {
      delete table.prototype;
      table.published.p999Reduction = 0.5;
    });
    expect(report.notes[0]).toMatch(/^without a prototype: ring of 128, 32 servers/);
    expect(report.points).toHaveLength(1);
    expect(report.verdicts[0]).toMatchObject({ verdict: 'disagrees', ok: false });
  });
});
