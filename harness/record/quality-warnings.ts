import type { Finding } from '../core/finding.ts';
import type { Series } from '../core/series.ts';
import type { Summary } from '../core/summary.ts';
import type { Drift } from '../stats/order-checks.ts';
import type { ModeFinder } from './modes.ts';

/**
 * A run has hundreds of cells, so each test has to be silent on noise. Simulated, of 100 cells without any fault one to three carry a
 * warning, whether the noise is normal, log-normal or has outliers; four where evenly spread values come near to two modes.
 */
const THRESHOLDS = {
  /** Below this, no interval of the median exists at 95 %, and no value can be called strange. */
  samples: 6,
  /** Mann–Kendall at 99.5 %: at 95 %, every twentieth cell without a trend would have one. */
  driftZ: 2.81,
  /** Of the median, in percent, from the first to the last value; less decides nothing. */
  driftPercent: 10,
  /** Times the standard error of the lag-1 autocorrelation of independent values. */
  lagErrors: 1.96,
  /** How many times wider the interval would have to be. Less changes no decision: half as wide again is what 2.25 times fewer samples give. */
  widening: 1.5,
  /** Scaled median deviations, and times the median: where nearly all values are equal, any other is many deviations away. */
  warmUp: { deviations: 10, ratio: 1.1 },
  normalConsistency: 0.6745,
  /** The rounds of the steady state. */
  rounds: 5,
} as const;

type Row = Omit<Summary, 'warnings'>;

export interface QualityContext {
  readonly series: Series;
  readonly trend: Drift | null;
  readonly modes: ModeFinder;
}

/** What the order and the distribution of the values tell about what the figure is worth. Only of times; the rest explains them. */
export function qualityWarnings(row: Row, context: QualityContext): Finding[] {
  if ((row.metric !== 'latency' && row.metric !== 'elapsed') || row.n < THRESHOLDS.samples) return [];
  const warmUp = warmingUp(row, context);
  const course = warmUp ?? drifting(row, context) ?? unsteady(row, context) ?? autocorrelated(row);
  return [course, twoModes(row, context), warmUp === null ? outliers(row) : null, percentiles(row)].filter(
    (finding) => finding !== null,
  );
}

/** The first value and no other. */
function warmingUp(row: Row, { series: { values } }: QualityContext): Finding | null {
  const first = values[0] ?? 0;
  const { deviations, ratio } = THRESHOLDS.warmUp;
  if (row.outliersSevere !== 1 || row.median === null || row.mad === null || first < ratio * row.median) return null;
  if (THRESHOLDS.normalConsistency * (first - row.median) <= deviations * row.mad) return null;
  return {
    code: 'warm-up',
    severity: 'warn',
    message: 'the first value stands alone',
    evidence: `first ${(first / row.median).toFixed(1)} × the median, the other ${row.n - 1} of ${row.n} values are no severe outliers`,
    remedy: 'measure the same once before (--quick), so that caches and servers are warm',
  };
}

function drifting(row: Row, { trend }: QualityContext): Finding | null {
  if (trend === null || row.driftPercent === null) return null;
  if (Math.abs(trend.z) <= THRESHOLDS.driftZ || Math.abs(row.driftPercent) < THRESHOLDS.driftPercent) return null;
  const end = row.steady === true ? 'steady at the end' : 'not steady at the end';
  return {
    code: 'drift',
    severity: 'warn',
    message: `${row.driftPercent > 0 ? 'rising' : 'falling'} over the run`,
    evidence: `${row.driftPercent.toFixed(0)} % from first to last, Mann–Kendall z = ${trend.z.toFixed(1)}, ${end}`,
    remedy: 'look at the native and tmpfs rows: when they drift too, it is the machine',
  };
}

/**
 * Values that scatter by more than the criterion of a steady state allows are no news: the interval shows it. News is that they still
 * go one way at the end: five in order happen by chance once in sixty, at the edge of all values more rarely.
 */
function unsteady(row: Row, { series: { values } }: QualityContext): Finding | null {
  if (row.steady !== false) return null;
  const last = values.slice(-THRESHOLDS.rounds);
  const [first = 0] = last;
  const end = last[last.length - 1] ?? 0;
  const isRising = end > first;
  const isMonotone = last.every((value, i) => i === 0 || (isRising ? value > (last[i - 1] ?? 0) : value < (last[i - 1] ?? 0)));
  if (!isMonotone || end !== (isRising ? row.maximum : row.minimum)) return null;
  return {
    code: 'not-steady',
    severity: 'warn',
    message: `still ${isRising ? 'rising' : 'falling'} at the end`,
    evidence: `the last ${last.length} of ${row.n} values go one way, by ${((100 * (end - first)) / first).toFixed(0)} %`,
    remedy: 'give the run more time (--max-time) until it settles',
  };
}

/** Only of likeness: values that alternate make the interval too wide, which misleads nobody. */
function autocorrelated(row: Row): Finding | null {
  if (row.lagOne === null || row.lagOne <= THRESHOLDS.lagErrors / Math.sqrt(row.n)) return null;
  const widening = Math.sqrt((1 + row.lagOne) / (1 - row.lagOne));
  if (widening < THRESHOLDS.widening) return null;
  const effective = Math.max(1, Math.round(row.n / widening ** 2));
  return {
    code: 'autocorrelated',
    severity: 'warn',
    message: 'values depend on the one before',
    evidence: `lag-1 autocorrelation ${row.lagOne.toFixed(2)}: ${row.n} samples are worth ${effective}, the interval is ${widening.toFixed(1)} times too narrow`,
    remedy: 'trust several boots more than this interval; more blocks (--max-time) help slowly',
  };
}

function twoModes(row: Row, { series, modes }: QualityContext): Finding | null {
  const found = modes.find(series.values);
  if (found === null || row.median === null) return null;
  const percent = Math.round(100 * found.highShare);
  return {
    code: 'two-modes',
    severity: 'warn',
    message: 'two modes',
    evidence: `${100 - percent} % around ${Math.round(found.low)} ${row.unit}, ${percent} % around ${Math.round(found.high)} ${row.unit} (${(found.high / found.low).toFixed(1)} ×); dip ${found.dip.toFixed(3)}, p ${found.p < 0.001 ? '< 0.001' : `= ${found.p.toFixed(3)}`}`,
    remedy: 'read each mode by itself, and find what switches: a cache, a clock, a neighbour',
  };
}

function outliers(row: Row): Finding | null {
  if (row.outliersSevere === 0 || row.median === null || row.maximum === null) return null;
  return {
    code: 'outliers',
    severity: 'info',
    message: 'severe outliers, kept',
    evidence: `${row.outliersSevere} of ${row.n} beyond 10 scaled median deviations; maximum ${(row.maximum / row.median).toFixed(1)} × the median`,
    remedy: 'read the median, and look for what else the machine was doing',
  };
}

/** Values that a percentile needs so that ten are expected beyond it. */
const PERCENTILES = { p90: 100, p95: 200, p99: 1000, 'p99.9': 10_000 } as const;

function percentiles(row: Row): Finding | null {
  const missing = Object.entries(PERCENTILES).filter(([, needed]) => row.n < needed);
  if (missing.length === 0) return null;
  return {
    code: 'percentiles-missing',
    severity: 'info',
    message: 'percentiles left out',
    evidence: `${row.n} samples; ${missing.map(([name, needed], i) => `${name}${i === 0 ? ' needs' : ''} ${needed}`).join(', ')}`,
    remedy: 'of single operations, hist/ has the percentiles; of these values, only more samples',
  };
}
