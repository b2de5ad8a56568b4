import type { ProbeOperation } from '../../../workloads/probe/operations.ts';
import type { ProbedCall } from '../../attribute/ports.ts';
import { groupedRequests, type RequestGroup } from '../../model/fit/request-groups.ts';

type Counts = Record<RequestGroup, number>;

/** By the probe's own rules, where nobody counted; null where they do not tell. */
export function expectedRequests(
  { expectedRequests: expected, components }: ProbedCall,
  { phase }: ProbeOperation,
  isFuse: boolean,
): Counts | null {
  if (expected === null) return null;
  return isFuse ? ofFuse(expected, components, phase) : ofNinep(expected.always, components, phase);
}

/** An attribute lives for a millisecond, or a tick of the kernel: about every second call finds it expired. */
const EXPIRED = 0.5;

/**
 * Beside the look-ups of names that are there, which a guest may keep: how many of those were made is for the fit to find out. What FUSE lets
 * go of, it does not wait for.
 */
const OWN_OF_FUSE: Readonly<Record<string, Partial<Counts>>> = {
  'stat-missing': { lookup: 1 },
  open: { open: 2 },
  create: { lookup: 1, change: 1, open: 1 },
  rename: { lookup: 2, change: 1 },
  unlink: { lookup: 1, change: 1 },
  list: { lookup: 1, open: 1, list: 2 },
  fsync: { write: 1, flush: 1 },
};

function ofFuse({ always, ifExpired }: { always: number; ifExpired: number }, components: number, phase: string): Counts {
  const none = groupedRequests({});
  if (phase.startsWith('read')) return { ...none, read: always };
  if (phase.startsWith('write')) return { ...none, write: always };
  const own = OWN_OF_FUSE[phase] ?? {};
  const paths = phase === 'rename' ? 2 : 1;
  const renewal = Math.max(0, paths * components - (own.lookup ?? 0)) + EXPIRED * ifExpired;
  return { ...none, ...own, renewal };
}

const OWN_OF_NINEP: Readonly<Record<string, RequestGroup>> = {
  open: 'open',
  create: 'change',
  rename: 'change',
  unlink: 'change',
  list: 'list',
  read: 'read',
  'read-concurrency': 'read',
  write: 'write',
  'write-concurrency': 'write',
  fsync: 'flush',
};
/** Twalk, Tgetattr, Tclunk. */
const PER_COMPONENT = 3;

function ofNinep(always: number, components: number, phase: string): Counts {
  const none = groupedRequests({});
  const own = OWN_OF_NINEP[phase] ?? 'lookup';
  if (own === 'lookup') return { ...none, lookup: always };
  const lookup = Math.min(always, PER_COMPONENT * components);
  const rest = always - lookup;
  if (own === 'flush') return { ...none, lookup, write: Math.max(0, rest - 1), flush: Math.min(1, rest) };
  return { ...none, lookup, [own]: rest };
}
