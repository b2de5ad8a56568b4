import {
  type Advice,
  ATTRIBUTION_SCHEMA_VERSION,
  type AttributedCell,
  type Attribution,
  type ModelError,
  type OperationWhatIfs,
} from '../core/attribution.ts';
import type { CounterRow } from '../core/counting.ts';
import type { Finding } from '../core/finding.ts';
import type { Breakdown, BrokenDown } from './break-down.ts';
import { cellWarnings } from './cell-warnings.ts';
import { evidenceIn } from './evidence/availability.ts';
import { mountShares } from './mounts.ts';
import { phaseShares } from './phases.ts';

/** What the model adds to what was measured. */
export interface Modelled {
  readonly modelError: readonly ModelError[];
  readonly whatIfs: readonly OperationWhatIfs[];
  readonly advice: readonly Advice[];
}

export const NOT_MODELLED: Modelled = { modelError: [], whatIfs: [], advice: [] };

/** Where it comes from. */
export interface Origin {
  readonly runs: Attribution['runs'];
  readonly emulated: boolean | null;
  readonly counters: readonly CounterRow[];
  readonly findings: readonly Finding[];
}

/** What `attribute --json` prints. */
export function attributionDocument(
  breakdown: Breakdown,
  { modelError, whatIfs, advice }: Modelled,
  origin: Origin,
): Attribution {
  const cells = breakdown.cells.map((cell) => attributedCell(cell, whatIfs));
  const operations = breakdown.cells.map(({ evidence }) => evidence.operations);
  return {
    schemaVersion: ATTRIBUTION_SCHEMA_VERSION,
    runs: origin.runs,
    emulated: origin.emulated,
    evidence: evidenceIn(breakdown, origin.counters),
    tracingCost: [...breakdown.tracingCost],
    cells,
    phases: phaseShares(cells.map((cell, index) => ({ cell, operations: operations[index] ?? 1 }))),
    mounts: mountShares(cells),
    whatIfs: [...whatIfs],
    modelError: [...modelError],
    advice: [...advice],
    beside: null,
    findings: [...origin.findings],
  };
}

function attributedCell(broken: BrokenDown, whatIfs: readonly OperationWhatIfs[]): AttributedCell {
  const { evidence, point, interval, layers, tail } = broken;
  const { cell, metric, boots, requests } = evidence;
  const own = whatIfs.find(({ target, operation }) => target === cell.target && operation === cell.operation);
  return {
    ...cell,
    metric,
    medianNs: point.ns,
    lowNs: interval?.low ?? null,
    highNs: interval?.high ?? null,
    n: boots.length > 1 ? boots.length : (boots[0]?.blocks.length ?? 0),
    layers: [...layers],
    tail,
    requests: requests === null ? null : { ...requests },
    whatIfs: [...(own?.whatIfs ?? [])],
    warnings: cellWarnings(broken),
  };
}
