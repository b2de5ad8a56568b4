import { callsOf, EFFORTS, isEffortName } from '../../../workloads/probe/effort.ts';
import { OPERATIONS, type ProbeOperation, UNLINK } from '../../../workloads/probe/operations.ts';
import { ownRequests } from '../../attribute/fit-probe/own-requests.ts';
import type { ObservedCell, ObservedMount, ProbedCall } from '../../attribute/ports.ts';
import { workKey } from '../../core/cell.ts';
import type { ProbeObservation } from '../../model/fit/probe-design.ts';
import { groupedRequests, type RequestGroup } from '../../model/fit/request-groups.ts';
import { expectedRequests } from './expected-requests.ts';

const OPERATION_OF = new Map([...OPERATIONS, UNLINK].map((operation) => [operation.label, operation] as const));

/** Calls nothing: what measuring itself takes. */
const EMPTY = 'null';
/** Opens and closes a file at the depth at which the others have theirs. */
const OPENING = 'open-close';

/** Of the files that threads write to. */
const SHARED = 'same';

/** The probe's cells on a mount, as the fit wants them. */
export function observationsOf(mount: ObservedMount, memory: ObservedMount | null): ProbeObservation[] {
  const controls = new Map((memory?.cells ?? []).map(({ cell, medianNs }) => [workKey(cell), medianNs] as const));
  const opening = mount.cells.find(({ cell, probe }) => probe !== null && cell.operation === OPENING)?.requests ?? null;
  return mount.cells.flatMap((observed) => {
    const { cell, probe, medianNs, standardErrorNs } = observed;
    const operation = OPERATION_OF.get(cell.operation);
    if (probe === null || operation === undefined || cell.operation === EMPTY || !(medianNs > 0)) return [];
    const byType = requestsOf(observed, probe, operation, opening);
    if (byType === null) return [];
    const moved = crossing(byType, probe);
    return [
      {
        label: cell.operation,
        phase: cell.phase,
        concurrency: cell.concurrency,
        isExclusive: probe.direction === 'write' && operation.args.file === SHARED && cell.concurrency > 1,
        latencyNs: medianNs,
        standardErrorNs,
        controlNs: controls.get(workKey(cell)) ?? null,
        systemCalls: probe.systemCalls,
        components: probe.components,
        entries: typeof operation.args.entries === 'number' ? operation.args.entries : 0,
        requests: byType,
        movedBytes: probe.bytes,
        readBytes: probe.direction === 'read' ? moved : 0,
        writtenBytes: probe.direction === 'write' ? moved : 0,
        mappings: observed.bounced?.mappings ?? 0,
      },
    ];
  });
}

/** As counted; by the probe's own rules where nobody counted; null where they do not tell. */
function requestsOf(
  { requests, cell }: ObservedCell,
  probe: ProbedCall,
  operation: ProbeOperation,
  opening: Readonly<Record<string, number>> | null,
): Record<RequestGroup, number> | null {
  if (requests === null) return expectedRequests(probe, operation, cell.transport === 'virtiofs');
  const effort = isEffortName(cell.preset) ? EFFORTS[cell.preset] : EFFORTS.standard;
  const own = groupedRequests(
    ownRequests({
      counted: requests,
      calls: callsOf(operation, effort),
      onDescriptor: operation.base === 'descriptor',
      opening,
      warmingReads: probe.direction === 'read' ? (probe.expectedRequests?.always ?? 0) : 0,
    }),
  );
  return cell.transport === 'virtiofs' ? withRenewals(own, probe, operation) : own;
}

/** Of what a path needs where nothing is kept; with less, the guest keeps names and renews some. */
const KEPT = 0.5;

function withRenewals(
  own: Record<RequestGroup, number>,
  { components }: ProbedCall,
  { phase }: ProbeOperation,
): Record<RequestGroup, number> {
  if (own.lookup >= KEPT * components && Number.isInteger(own.lookup)) return own;
  // A name that is there needs nothing that each call would ask for again.
  const each =
    phase.startsWith('stat') && phase !== 'stat-missing' && own.lookup < KEPT * components ? 0 : Math.floor(own.lookup);
  return { ...own, lookup: each, renewal: own.lookup - each };
}

/** A page cache answers reads without asking: as many bytes cross as requests do, of those that all of them would need. */
function crossing(requests: Record<RequestGroup, number>, { direction, bytes, expectedRequests: expected }: ProbedCall): number {
  if (direction === 'none' || bytes === 0) return 0;
  const made = requests[direction];
  const all = expected?.always ?? made;
  if (made === 0 || all === 0) return 0;
  return bytes * (direction === 'write' ? 1 : Math.min(1, made / all));
}
