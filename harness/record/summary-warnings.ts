import type { Finding } from '../core/finding.ts';
import type { Calibration } from '../core/run-record.ts';
import type { Summary } from '../core/summary.ts';
import type { Drift } from '../stats/order-checks.ts';

/** Each with its reason; a warning below these would be noise of its own. */
const THRESHOLDS = {
  /** Below this, no interval of the median exists at 95 %. */
  samplesForInterval: 6,
  /** A value this close to the cost of measuring it is mostly that cost. */
  timerMultiple: 5,
  spawnMultiple: 3,
  /** Mann–Kendall at 95 %, and large enough to matter. */
  driftZ: 1.96,
  driftPercent: 10,
} as const;

export interface WarningContext {
  readonly values: readonly number[];
  readonly trend: Drift | null;
  readonly calibration: Calibration | null;
  readonly invalidReasons: ReadonlyMap<string, number>;
}

/** What the reader of one figure has to know. */
export function warningsOf(row: Omit<Summary, 'warnings'>, context: WarningContext): Finding[] {
  return [
    tooFew(row),
    invalid(row, context),
    nearTimer(row, context),
    nearSpawn(row, context),
    drifting(row, context),
    outliers(row),
  ].filter((finding) => finding !== null);
}

function tooFew(row: Omit<Summary, 'warnings'>): Finding | null {
  if (row.n >= THRESHOLDS.samplesForInterval || row.n === 0) return null;
  return {
    code: 'too-few-samples',
    severity: 'warn',
    message: 'no interval: too few samples',
    evidence: `${row.n} valid samples; a 95 % interval of the median needs ${THRESHOLDS.samplesForInterval}`,
    remedy: 'give the run more time (--max-time) or fewer workloads',
  };
}

function invalid(row: Omit<Summary, 'warnings'>, { invalidReasons }: WarningContext): Finding | null {
  if (row.nInvalid === 0) return null;
  const reasons = [...invalidReasons].map(([reason, count]) => `${count} × ${reason}`).join(', ');
  return {
    code: 'invalid-samples',
    severity: row.n === 0 ? 'error' : 'warn',
    message: row.n === 0 ? 'failed: no valid sample' : 'some samples were left out',
    evidence: reasons,
    remedy: 'see failures in run.json; samples.csv keeps every row',
  };
}

function nearTimer(row: Omit<Summary, 'warnings'>, { calibration }: WarningContext): Finding | null {
  if (row.metric !== 'latency' || calibration === null || row.median === null || row.operation === 'null') return null;
  if (row.median >= THRESHOLDS.timerMultiple * calibration.timerNs) return null;
  return {
    code: 'near-timer-floor',
    severity: 'info',
    message: 'close to the cost of measuring',
    evidence: `median ${Math.round(row.median)} ns, an empty operation ${Math.round(calibration.timerNs)} ns`,
    remedy: 'compare only with values measured the same way; the floor is part of both',
  };
}

function nearSpawn(row: Omit<Summary, 'warnings'>, { calibration }: WarningContext): Finding | null {
  if (row.metric !== 'elapsed' || calibration === null || row.median === null) return null;
  if (row.median >= THRESHOLDS.spawnMultiple * calibration.spawnNs) return null;
  return {
    code: 'near-spawn-floor',
    severity: 'info',
    message: 'close to the cost of starting a process',
    evidence: `median ${Math.round(row.median)} ns, starting a process ${Math.round(calibration.spawnNs)} ns`,
    remedy: 'use a larger preset',
  };
}

function drifting(row: Omit<Summary, 'warnings'>, { trend }: WarningContext): Finding | null {
  if (trend === null || row.driftPercent === null || (row.metric !== 'latency' && row.metric !== 'elapsed')) return null;
  if (Math.abs(trend.z) <= THRESHOLDS.driftZ || Math.abs(row.driftPercent) < THRESHOLDS.driftPercent) return null;
  return {
    code: 'drift',
    severity: 'warn',
    message: `${row.driftPercent > 0 ? 'rising' : 'falling'} over the run`,
    evidence: `${row.driftPercent.toFixed(0)} % from first to last, Mann–Kendall z = ${trend.z.toFixed(1)}`,
    remedy: 'look at the native and tmpfs rows: when they drift too, it is the machine',
  };
}

function outliers(row: Omit<Summary, 'warnings'>): Finding | null {
  if (row.outliersSevere === 0 || row.n < THRESHOLDS.samplesForInterval) return null;
  return {
    code: 'outliers',
    severity: 'info',
    message: 'severe outliers, kept',
    evidence: `${row.outliersSevere} of ${row.n} beyond 10 scaled median deviations; maximum ${row.maximum === null ? 'unknown' : (row.maximum / (row.median ?? 1)).toFixed(1)} × the median`,
    remedy: 'read the median, and look for what else the machine was doing',
  };
}
