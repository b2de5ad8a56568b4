import type { CellEvidence } from '../evidence/cell-evidence.ts';
import type { AwayBounds } from './context.ts';
import { isUnanswered, type RequestCosts } from './request-costs.ts';
import { timeOf } from './scaled-parts.ts';

/** Bounds for one operation of a cell. */
export function awayBounds(evidence: CellEvidence, costs: RequestCosts | null, hostFsNs: number | null): AwayBounds {
  const fastest = costs === null ? null : fastestAway(costs);
  const waited = requestsWaitedFor(evidence);
  return { transportNs: fastest === null || waited === null ? null : waited * fastest, hostFsNs };
}

/** Of one operation: as the timeline saw them, which leaves out what came before the first call; else as counted around the step. */
function requestsWaitedFor({ boots, requestTimes, requests }: CellEvidence): number | null {
  const passes = boots.flatMap((boot) => boot.passes.flatMap(({ timeline }) => timeline ?? []));
  const operations = passes.reduce((sum, { all }) => sum + all.operations, 0);
  if (operations > 0) return sumAnswered(requestTimes.map(({ type, requests: count }) => [type, count])) / operations;
  return requests === null ? null : sumAnswered(Object.entries(requests));
}

function sumAnswered(counts: readonly (readonly [type: string, count: number])[]): number {
  return counts.reduce((sum, [type, count]) => sum + (isUnanswered(type) ? 0 : count), 0);
}

function fastestAway({ byType }: RequestCosts): number | null {
  const times = [...byType].filter(([type]) => !isUnanswered(type)).map(([, parts]) => timeOf(parts, 'away'));
  const known = times.filter((ns) => ns > 0);
  return known.length === 0 ? null : Math.min(...known);
}
