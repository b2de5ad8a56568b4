import { groupedRequests, REQUEST_GROUPS, type RequestGroup } from '../fit/request-groups.ts';
import { callsOf } from '../path/requests.ts';
import { configurationFor } from './configuration-for.ts';
import type { WorkSequence } from './latency.ts';
import type { MountFacts, Work } from './mount-facts.ts';

type Counts = Readonly<Record<RequestGroup, number>>;

const ONE: Omit<Work, 'operation'> = { bytes: 0, directories: 0, entries: 0, clients: 1, sameFile: false };
/** Bytes are not counted with the requests: data is taken to go in small pieces, as that of most files does. */
const DATA_BYTES = 4096;
const LISTED = 20;

/** What makes requests of each group; all but look-ups bring some with them, which therefore come last. */
const MAKERS: readonly (readonly [RequestGroup, readonly Work[]])[] = [
  ['flush', [{ ...ONE, operation: 'fsync' }]],
  ['write', [{ ...ONE, operation: 'write', bytes: DATA_BYTES }]],
  ['read', [{ ...ONE, operation: 'read', bytes: DATA_BYTES }]],
  ['list', [{ ...ONE, operation: 'list', entries: LISTED }]],
  ['change', [{ ...ONE, operation: 'unlink' }]],
  [
    'open',
    [
      { ...ONE, operation: 'open' },
      { ...ONE, operation: 'close' },
    ],
  ],
  ['lookup', [{ ...ONE, operation: 'stat' }]],
];

/**
 * Operations that make about as many requests of each group as a workload was counted to make. Which calls it made is not known, and
 * hardly matters: what crosses the boundary is what it waits for.
 */
export function mixOf(facts: MountFacts, counted: Counts): WorkSequence {
  const left: Record<RequestGroup, number> = { ...counted };
  return MAKERS.flatMap(([group, works]) => {
    const made = works.map((work) => requestsOf(facts, work));
    const each = made.reduce((sum, counts) => sum + counts[group], 0);
    const times = each === 0 ? 0 : Math.max(0, left[group]) / each;
    if (times === 0) return [];
    for (const counts of made) for (const one of REQUEST_GROUPS) left[one] -= times * counts[one];
    return works.map((work) => ({ work, times }));
  });
}

export function requestsOf(facts: MountFacts, work: Work): Counts {
  const configuration = configurationFor(facts, work, {}, { operations: 1, warmUp: 0, seed: 1 });
  const byType: Record<string, number> = {};
  for (const { type } of callsOf(configuration).flatMap(({ requests }) => requests)) byType[type] = (byType[type] ?? 0) + 1;
  return groupedRequests(byType);
}
