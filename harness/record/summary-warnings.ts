import type { Finding } from '../core/finding.ts';
import type { Calibration } from '../core/run-record.ts';
import type { Summary } from '../core/summary.ts';
import { type QualityContext, qualityWarnings } from './quality-warnings.ts';

/** Each with its reason; a warning below these would be noise of its own. */
const THRESHOLDS = {
  /** Below this, no interval of the median exists at 95 %. */
  samplesForInterval: 6,
  /** A value this close to the cost of measuring it is mostly that cost. */
  timerMultiple: 5,
  spawnMultiple: 3,
} as const;

type Row = Omit<Summary, 'warnings'>;

export interface WarningContext extends QualityContext {
  readonly calibration: Calibration | null;
}

/** What the reader of one figure has to know. */
export function warningsOf(row: Row, context: WarningContext): Finding[] {
  const first = [tooFew(row), invalid(row, context), nearTimer(row, context), nearSpawn(row, context)];
  return [...first.filter((finding) => finding !== null), ...qualityWarnings(row, context)];
}

function tooFew(row: Row): Finding | null {
  if (row.n >= THRESHOLDS.samplesForInterval || row.n === 0) return null;
  return {
    code: 'too-few-samples',
    severity: 'warn',
    message: 'no interval: too few samples',
    evidence: `${row.n} valid samples; a 95 % interval of the median needs ${THRESHOLDS.samplesForInterval}`,
    remedy: 'give the run more time (--max-time) or fewer workloads',
  };
}

function invalid(row: Row, { series }: WarningContext): Finding | null {
  if (row.nInvalid === 0) return null;
  const reasons = [...series.invalid].map(([reason, count]) => `${count} × ${reason}`).join(', ');
  return {
    code: 'invalid-samples',
    severity: row.n === 0 ? 'error' : 'warn',
    message: row.n === 0 ? 'failed: no valid sample' : 'some samples were left out',
    evidence: reasons,
    remedy: 'see failures in run.json; samples.csv keeps every row',
  };
}

function nearTimer(row: Row, { calibration }: WarningContext): Finding | null {
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

function nearSpawn(row: Row, { calibration }: WarningContext): Finding | null {
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
