import { describe, expect, it } from 'vitest';
import type { Series } from '../core/series.ts';
import { summarise } from './summary.ts';
import { isSummaryOf, summaryCsv } from './summary-csv.ts';

const SERIES: Series = {
  runId: 'r',
  cell: {
    workload: 'probe',
    preset: 'tiny',
    phase: 'stat',
    operation: 'stat, "twice"',
    target: 'drive-d',
    transport: 'virtiofs',
    concurrency: 1,
    cacheState: 'guest-warm/host-warm',
  },
  metric: 'latency',
  emulated: false,
  values: Float64Array.of(10, 11, 12, 13),
  blocks: Int32Array.of(0, 1, 2, 3),
  boots: Int32Array.of(0, 0, 0, 0),
  bootIds: [null],
  invalid: new Map([['hung', 2]]),
};
const rows = summarise([SERIES], { precision: 0.05, calibration: null });
const text = summaryCsv(rows);

describe('summary.csv', () => {
  it('holds the codes of the warnings', () => {
    expect(text).toContain(',too-few-samples;invalid-samples,');
    expect(isSummaryOf(text, rows)).toBe(true);
  });

  it.each(['', 'a-warning-of-another-version', 'drift;outliers'])(
    'is still the summary with the warnings %j of another version',
    (codes) => {
      expect(isSummaryOf(text.replace('too-few-samples;invalid-samples', codes), rows)).toBe(true);
    },
  );

  it.each([
    ['another figure', '11.5', '11.6'],
    ['another number of samples', ',4,2,', ',5,2,'],
    ['a text where codes stand', 'too-few-samples', '=cmd|x'],
    ['a row more', /\n$/, '\nx,y\n'],
    ['a quote that is never closed', 'too-few-samples', '"too-few-samples'],
    ['no row', /\n.*/s, '\n'],
  ])('is not the summary with %s', (_name, wanted, instead) => {
    expect(text).not.toBe(text.replace(wanted, instead));
    expect(isSummaryOf(text.replace(wanted, instead), rows)).toBe(false);
  });
});
