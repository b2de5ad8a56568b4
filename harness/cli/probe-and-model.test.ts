import { describe, expect, it } from 'vitest';
import { OPERATIONS, type ProbeOperation, UNLINK } from '../../workloads/probe/operations.ts';
import { fuseCalls } from '../model/path/fuse-requests.ts';
import { ninepCalls } from '../model/path/ninep-requests.ts';
import type { Operation, Situation } from '../model/path/operation.ts';
import type { Call } from '../model/path/request.ts';

/** The probe counts requests to say what it measures, the model to say what they cost: both must know the same. */

const ALL = [...OPERATIONS, UNLINK];
const DEPTHS = [0, 2, 10];
const PAYLOADS = { fuse: [64, 32, 252, 256], ninep: [64 * 1024 - 24, 256 * 1024 - 24] } as const;

/** What the model simulates of each phase of the probe, one after the other. */
const SIMULATED: Readonly<Record<string, readonly Operation[]>> = {
  null: [],
  fstat: ['fstat'],
  stat: ['stat'],
  'stat-missing': ['stat-missing'],
  access: ['access'],
  open: ['open', 'close'],
  create: ['create', 'close'],
  rename: ['rename'],
  fsync: ['write', 'fsync'],
  list: ['list'],
  read: ['read'],
  write: ['write'],
  'read-concurrency': ['read'],
  'write-concurrency': ['write'],
  'stat-concurrency': ['stat'],
  unlink: ['unlink'],
};

/** The probe's listings have names of twelve bytes, and its fsync follows a write of one byte. */
function situations({ phase, args }: ProbeOperation, directories: number, attributes: boolean): Situation[] {
  const simulated = SIMULATED[phase];
  if (simulated === undefined) throw new Error(`the model has nothing for the phase ${phase}`);
  const given = (name: string): number => (typeof args[name] === 'number' ? args[name] : 0);
  return simulated.map((operation) => ({
    operation,
    directories,
    bytes: phase === 'fsync' ? 1 : given('bytes'),
    shift: given('shift'),
    entries: given('entries'),
    nameBytes: 12,
    cached: { dentries: false, attributes, data: false },
  }));
}

function total(calls: readonly Call[]): number {
  return calls.reduce((sum, { requests }) => sum + requests.length, 0);
}

function fuse(operation: ProbeOperation, directories: number, maxPages: number, attributes: boolean): number {
  const limits = { maxPages, readsDirectoriesByCount: true, isDirect: true, writesInParallel: false };
  return total(situations(operation, directories, attributes).flatMap((situation) => fuseCalls(situation, limits)));
}

/** The fstat of opendir(3) comes one request after the look-up that brought the attributes: for the model they have not expired. */
function expiring({ phase }: ProbeOperation, ifExpired: number): number {
  return phase === 'list' ? ifExpired - 1 : ifExpired;
}

describe('the probe and the model expect the same FUSE requests', () => {
  it.each(ALL)('of $label', (operation) => {
    for (const directories of DEPTHS)
      for (const maxPages of PAYLOADS.fuse) {
        const expected = operation.fuse({ directories, maxPayloadBytes: maxPages * 4096, asksBeforeWrite: false });
        if (expected === null) continue;
        expect(fuse(operation, directories, maxPages, true)).toBe(expected.always);
        expect(fuse(operation, directories, maxPages, false)).toBe(expected.always + expiring(operation, expected.ifExpired));
      }
  });
});

describe('the probe and the model expect the same 9P requests', () => {
  it.each(ALL)('of $label', (operation) => {
    for (const directories of DEPTHS)
      for (const maxPayloadBytes of PAYLOADS.ninep)
        for (const asksBeforeWrite of [false, true]) {
          const expected = operation.ninep({ directories, maxPayloadBytes, asksBeforeWrite });
          if (expected === null) continue;
          const limits = { maxPayloadBytes, asksBeforeWrite, copiesUpTo: null };
          const calls = situations(operation, directories, false).flatMap((situation) => ninepCalls(situation, limits));
          expect(total(calls)).toBe(expected.always + expected.ifExpired);
        }
  });
});

describe('what the probe does not know', () => {
  it('are long listings by FUSE, and 9P threads that find what others have looked up', () => {
    const at = { directories: 2, maxPayloadBytes: 65_512, asksBeforeWrite: true };
    const unknown = (protocol: 'fuse' | 'ninep'): string[] =>
      ALL.filter((operation) => operation[protocol](at) === null).map(({ label }) => label);
    expect(unknown('fuse')).toEqual(['list.100', 'list.1000']);
    expect(unknown('ninep').every((label) => /^stat\..*\.c(?!1$)/.test(label))).toBe(true);
    expect(unknown('ninep')).toHaveLength(10);
  });
});
