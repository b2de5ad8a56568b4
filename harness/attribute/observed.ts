import type { Cell } from '../core/cell.ts';
import type { RunRecord } from '../core/run-record.ts';
import type { Target } from '../core/target.ts';
import { median } from '../stats/median.ts';
import type { BrokenDown } from './break-down.ts';
import type { CellEvidence } from './evidence/cell-evidence.ts';
import { requestNs } from './explain/request-costs.ts';
import type { ObservedCell, ObservedRuns, ProbedCall } from './ports.ts';

/** What the model is told. */
export function observedRuns(
  records: ObservedRuns['records'],
  cells: readonly BrokenDown[],
  probedCall: (cell: Cell, target: Target) => ProbedCall | null,
): ObservedRuns {
  const targets = new Map<string, Target>(
    records.flatMap(({ targets: own }: RunRecord) => own.map((target) => [target.id, target])),
  );
  const mounts = [...targets.values()].map((target) => ({
    target,
    cells: cells
      .filter(({ evidence }) => evidence.cell.target === target.id)
      .map((cell) => observedCell(cell, probedCall(cell.evidence.cell, target))),
  }));
  return { records, mounts };
}

function observedCell({ evidence, point, interval, layers }: BrokenDown, probe: ProbedCall | null): ObservedCell {
  const { cell, metric, boots, requests, requestTimes, bounced } = evidence;
  return {
    cell,
    metric,
    medianNs: point.ns,
    lowNs: interval?.low ?? null,
    highNs: interval?.high ?? null,
    standardErrorNs: standardErrorNs(boots),
    n: boots.reduce((sum, { blocks }) => sum + blocks.length, 0),
    requests,
    requestNs: requestNs(requestTimes),
    bounced,
    layers,
    probe,
  };
}

/** The median of n values of a normal distribution varies as √(π/2n) of its deviation. */
const MEDIAN_OVER_MEAN = Math.sqrt(Math.PI / 2);

/** Between boots where there are several, which differ by more than their blocks do. */
function standardErrorNs(boots: CellEvidence['boots']): number | null {
  const [first] = boots;
  const values =
    boots.length > 1 ? boots.map(({ blocks }) => median(blocks.map(({ ns }) => ns))) : (first?.blocks.map(({ ns }) => ns) ?? []);
  if (values.length < 2) return null;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
  return MEDIAN_OVER_MEAN * Math.sqrt(variance / values.length);
}
