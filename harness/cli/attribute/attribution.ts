import { type Breakdown, breakDown } from '../../attribute/break-down.ts';
import { attributionDocument, type Modelled, NOT_MODELLED } from '../../attribute/document.ts';
import type { CellEvidence } from '../../attribute/evidence/cell-evidence.ts';
import { gatherEvidence } from '../../attribute/evidence/gather.ts';
import { mountKind } from '../../attribute/mount-kind.ts';
import { observedRuns } from '../../attribute/observed.ts';
import type { ObservedRuns } from '../../attribute/ports.ts';
import type { Attribution } from '../../core/attribution.ts';
import { environmentSchema } from '../../core/environment.ts';
import { UserError } from '../../core/errors.ts';
import type { RunRecord } from '../../core/run-record.ts';
import { isEmulated } from '../../report/conditions.ts';
import type { RunPair } from './beside.ts';
import { farSideOf } from './far-side.ts';
import { runFindings } from './findings.ts';
import type { AttributableRun } from './load.ts';
import { probedCall } from './probe-calls.ts';

/** What was measured, before the model has its say. */
export interface Attributed {
  readonly breakdown: Breakdown;
  readonly observed: ObservedRuns;
  readonly document: (modelled: Modelled) => Attribution;
}

export interface AttributedWith {
  /** They take a hundred times as long as the rest. */
  readonly intervals: boolean;
  /** Null: no runs were named beside. */
  readonly pair: RunPair | null;
}

export function attributed(runs: readonly AttributableRun[], { intervals, pair }: AttributedWith): Attributed {
  const records = runs.map(({ record }) => record);
  const [first, ...others] = records;
  const evidence = inTableOrder(gatherEvidence(runs.map(({ figures }) => figures)), records);
  if (first === undefined || evidence.length === 0) throw nothingToAttribute(runs);
  const environment = environmentSchema.safeParse(first.environment.before).data ?? null;
  const farSide = farSideOf(runs.map(({ folder }) => folder));
  const pool = environment?.dmaPool.state ?? 'unknown';
  const breakdown = breakDown(evidence, {
    hasPool: pool === 'unknown' ? null : pool !== 'none',
    farSide: ({ cell }) => farSide(cell),
    withoutPool: pair?.withoutPool ?? (() => null),
    wantsIntervals: intervals,
  });
  const kernel = environment?.kernel.release ?? null;
  const observed = observedRuns([first, ...others], breakdown.cells, (cell, target) => probedCall(cell, target, kernel));
  return {
    breakdown,
    observed,
    document: (modelled) => attributionDocument(breakdown, modelled, originOf(runs, records, breakdown)),
  };
}

/** As planned, not as shuffled; mounts as the run names them, controls last. The sort is stable. */
function inTableOrder(cells: readonly CellEvidence[], [record]: readonly RunRecord[]): CellEvidence[] {
  if (record === undefined) return [...cells];
  const { targets, plan } = record;
  const order = ({ cell }: CellEvidence): readonly number[] => [
    Number(!mountKind(cell.transport).hasFarSide),
    targets.findIndex(({ id }) => id === cell.target),
    plan.trials.findIndex(({ workload }) => workload === cell.workload),
    plan.tableOrder[cell.workload] === undefined ? cell.concurrency : 0,
    plan.tableOrder[cell.workload]?.indexOf(cell.operation) ?? 0,
  ];
  const keys = new Map(cells.map((cell) => [cell, order(cell)]));
  return cells.toSorted((a, b) => {
    const [left, right] = [keys.get(a) ?? [], keys.get(b) ?? []];
    const differs = left.findIndex((part, index) => part !== right[index]);
    return differs < 0 ? 0 : (left[differs] ?? 0) - (right[differs] ?? 0);
  });
}

/** Without the model: what `run` ends with. */
export function plainAttribution(run: AttributableRun): Attribution {
  return attributed([run], { intervals: false, pair: null }).document(NOT_MODELLED);
}

function originOf(
  runs: readonly AttributableRun[],
  records: readonly RunRecord[],
  breakdown: Breakdown,
): Parameters<typeof attributionDocument>[2] {
  const [first] = records;
  return {
    runs: runs.map(({ folder, record, figures }) => ({
      id: record.id,
      dir: folder.path,
      status: record.status,
      bootId: figures.steps.findLast(({ bootId }) => bootId !== null)?.bootId ?? null,
    })),
    emulated: first === undefined ? null : isEmulated(first),
    counters: runs.flatMap(({ figures }) => figures.counters),
    findings: runFindings(records, breakdown),
  };
}

function nothingToAttribute(runs: readonly AttributableRun[]): UserError {
  return new UserError({
    code: 'nothing-to-attribute',
    what: 'there is no time to attribute',
    got: runs.map(({ folder, record }) => `${folder.path} (${record.status}), which holds no valid sample`).join('; '),
    expected: 'a run with at least one measured operation',
    fix: 'mntbench run -w probe --counters trace, as root, measures what attribution needs',
  });
}
