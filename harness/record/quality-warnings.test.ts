import { describe, expect, it } from 'vitest';
import type { Cell } from '../core/cell.ts';
import type { Finding } from '../core/finding.ts';
import { type Random, randomFor } from '../core/random.ts';
import type { Metric } from '../core/sample.ts';
import { summarise } from './summary.ts';

const CELL: Cell = {
  workload: 'probe',
  preset: 'tiny',
  phase: 'stat',
  operation: 'stat.d0',
  target: 'drive-d',
  transport: 'virtiofs',
  concurrency: 1,
  cacheState: 'guest-warm/host-warm',
};

/** Of each list of values, the warnings that a summary carries. */
function warningsOf(lists: readonly (readonly number[])[], metric: Metric = 'latency'): Finding[][] {
  const series = lists.map((list) => ({
    runId: 'r',
    cell: CELL,
    metric,
    emulated: false,
    values: Float64Array.from(list),
    blocks: Int32Array.from(list, (_, block) => block),
    boots: new Int32Array(list.length),
    bootIds: ['one'],
    invalid: new Map<string, number>(),
  }));
  return summarise(series, { precision: 0.03, calibration: null }).map(({ warnings }) => warnings);
}
const codesOf = (values: readonly number[], metric?: Metric): string[] =>
  (warningsOf([values], metric)[0] ?? []).map(({ code }) => code);
const warningOf = (values: readonly number[], code: string): Finding | undefined =>
  warningsOf([values])[0]?.find((finding) => finding.code === code);

const normal = (random: Random): number => Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
const list = (n: number, make: (i: number) => number): number[] => Array.from({ length: n }, (_, i) => make(i));
const noise = (n: number, share: number, centre = (_: number): number => 1e5): number[] => {
  const random = randomFor(1, 'noise', n);
  return list(n, (i) => centre(i) * (1 + share * normal(random)));
};

describe('the quality of a series', () => {
  it('is without fault where values only scatter a little', () => {
    expect(codesOf(noise(30, 0.02))).toEqual(['percentiles-missing']);
    expect(codesOf(noise(10_000, 0.02))).toEqual([]);
  });

  it('tells a first value that stands alone from other outliers', () => {
    const values = noise(12, 0.02);
    expect(warningOf([300_000, ...values], 'warm-up')).toMatchObject({
      severity: 'warn',
      evidence: 'first 3.0 × the median, the other 12 of 13 values are no severe outliers',
    });
    expect(codesOf([300_000, ...values])).not.toContain('outliers');
    expect(codesOf([...values, 300_000])).toEqual(['outliers', 'percentiles-missing']);
    expect(codesOf([300_000, ...values, 300_000])).toContain('outliers');
  });

  it('does not call a first value strange that differs by a hair from values that are all equal', () => {
    expect(codesOf([1001, ...list(11, () => 1000)])).not.toContain('warm-up');
  });

  it('knows a trend, and whether it ended', () => {
    const settled = noise(20, 0.01, (i) => 1e5 * (1 + 0.03 * Math.min(i, 14)));
    expect(warningOf(settled, 'drift')?.evidence).toMatch(/^\d\d % from first to last, .*, steady at the end$/);
    const going = noise(20, 0.001, (i) => 1e5 * 1.06 ** i);
    expect(warningOf(going, 'drift')?.evidence).toMatch(/not steady at the end$/);
    expect(codesOf(going)).toEqual(['drift', 'percentiles-missing']);
  });

  it('knows values that still move at the end', () => {
    const values = [...noise(20, 0.01), 106e3, 112e3, 118e3, 125e3, 133e3];
    expect(warningOf(values, 'not-steady')).toMatchObject({
      message: 'still rising at the end',
      evidence: 'the last 5 of 25 values go one way, by 25 %',
    });
  });

  it('knows values that depend on the one before, and what the samples are worth', () => {
    const random = randomFor(2, 'walk');
    let state = 0;
    const values = list(100, () => {
      state = 0.8 * state + normal(random);
      return 1e5 * (1 + 0.01 * state);
    });
    expect(warningOf(values, 'autocorrelated')?.evidence).toMatch(
      /^lag-1 autocorrelation 0\.\d\d: 100 samples are worth \d\d?, the interval is \d\.\d times too narrow$/,
    );
  });

  it('says where two modes lie and how many values belong to each', () => {
    const random = randomFor(3, 'modes');
    const values = list(40, (i) => (i % 10 < 7 ? 100e3 : 150e3) * (1 + 0.02 * normal(random)));
    expect(warningOf(values, 'two-modes')?.evidence).toMatch(
      /^70 % around (99|10[01])\d{3} ns, 30 % around 1[45]\d{4} ns \(1\.5 ×\); dip 0\.\d{3}, p /,
    );
    expect(codesOf(values.slice(0, 19))).not.toContain('two-modes');
  });

  it('does not call modes what is closer than decides anything', () => {
    expect(codesOf(list(40, (i) => (i % 2 === 0 ? 100e3 : 105e3) + i))).not.toContain('two-modes');
  });

  it.each([
    [6, '6 samples; p90 needs 100, p95 200, p99 1000, p99.9 10000'],
    [200, '200 samples; p99 needs 1000, p99.9 10000'],
  ])('says which percentiles %i values have not', (n, evidence) => {
    expect(warningOf(noise(n, 0.02), 'percentiles-missing')).toMatchObject({ severity: 'info', evidence });
  });

  it('is judged of times, not of what explains them', () => {
    expect(codesOf([300_000, ...noise(12, 0.02)], 'peak_memory')).toEqual([]);
  });

  const KINDS: Readonly<Record<string, (random: Random) => number>> = {
    'normal 15 %': (random) => 1 + 0.15 * normal(random),
    'log-normal': (random) => Math.exp(0.5 * normal(random)),
    'exponential on a floor': (random) => 1 - 0.1 * Math.log(1 - random.next()),
    'every thirtieth five times as long': (random) => (1 + 0.03 * normal(random)) * (random.next() < 1 / 30 ? 5 : 1),
    'even from 0.7 to 1.3': (random) => 0.7 + 0.6 * random.next(),
  };
  it.each(Object.keys(KINDS).flatMap((kind) => [6, 20, 100].map((n) => [kind, n] as const)))(
    'warns of at most 6 in 100 cells of pure noise: %s, n = %i',
    (kind, n) => {
      const random = randomFor(4, kind, n);
      const cells = list(300, () => 0).map(() => list(n, () => 1e5 * Math.max(0.01, KINDS[kind]?.(random) ?? 0)));
      const warned = warningsOf(cells).filter((warnings) => warnings.some(({ severity }) => severity !== 'info'));
      expect(warned.length / cells.length).toBeLessThanOrEqual(0.06);
    },
  );
});
