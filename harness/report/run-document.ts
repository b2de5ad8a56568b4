import type { Finding } from '../core/finding.ts';
import type { LabConditions } from '../core/lab-conditions.ts';
import type { RunRecord } from '../core/run-record.ts';
import type { Summary } from '../core/summary.ts';
import { isEmulated } from './conditions.ts';
import { primaryRows } from './run-table.ts';

/** What `run --json` and `show --json` print. Field names are part of the product. */
export interface RunDocument {
  readonly schemaVersion: 1;
  readonly run: {
    readonly id: string;
    readonly dir: string;
    readonly status: RunRecord['status'];
    readonly bootId: string | null;
  };
  /** True: times compare within one boot only. Null where that was not found out. */
  readonly emulated: boolean | null;
  /** What was done to a guest of the lab; null for every other machine. */
  readonly lab: LabConditions | null;
  readonly cells: readonly CellDocument[];
  readonly findings: readonly Finding[];
}

export interface CellDocument {
  readonly workload: string;
  readonly preset: string;
  readonly phase: string;
  readonly operation: string;
  /** Path of the target; `targetId` is its name in the CSV files. */
  readonly target: string;
  readonly targetId: string;
  readonly transport: string;
  readonly concurrency: number;
  readonly cacheState: string;
  readonly metric: string;
  readonly unit: string;
  readonly n: number;
  readonly nInvalid: number;
  readonly median: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly ratioToNative: number | null;
  readonly stop: 'precise' | 'cap';
  readonly warnings: readonly Finding[];
}

export function runDocument(record: RunRecord, dir: string, summaries: readonly Summary[], bootId: string | null): RunDocument {
  const paths = new Map(record.targets.map(({ id, path }) => [id, path]));
  return {
    schemaVersion: 1,
    run: { id: record.id, dir, status: record.status, bootId },
    emulated: isEmulated(record),
    lab: record.lab,
    cells: primaryRows(summaries).map((row) => ({
      workload: row.workload,
      preset: row.preset,
      phase: row.phase,
      operation: row.operation,
      target: paths.get(row.target) ?? row.target,
      targetId: row.target,
      transport: row.transport,
      concurrency: row.concurrency,
      cacheState: row.cacheState,
      metric: row.metric,
      unit: row.unit,
      n: row.n,
      nInvalid: row.nInvalid,
      median: row.median,
      low: row.low,
      high: row.high,
      ratioToNative: row.ratioToNative,
      stop: row.stop,
      warnings: row.warnings,
    })),
    findings: [...record.warnings, ...findingsIn(record)],
  };
}

function findingsIn(record: RunRecord): Finding[] {
  const skipped = record.plan.skipped.map(
    ({ workload, reason }): Finding => ({
      code: 'workload-skipped',
      severity: 'warn',
      message: `${workload} was skipped`,
      evidence: reason,
      remedy: 'install what is missing',
    }),
  );
  const failed = record.failures.map(
    (failure): Finding => ({
      code: 'trial-failed',
      severity: 'error',
      message: `${failure.workload}${failure.phase === null ? '' : `/${failure.phase}`} on ${failure.target} failed: ${failure.reason}`,
      evidence: failure.message,
      remedy: 'the samples are marked and take no part in any figure; run the workload alone on that target to see more',
    }),
  );
  return [...skipped, ...failed];
}
