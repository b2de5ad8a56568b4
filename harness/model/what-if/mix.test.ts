import { describe, expect, it } from 'vitest';
import { groupedRequests, REQUEST_GROUPS } from '../fit/request-groups.ts';
import { VIRTIOFS } from '../testing/virtiofs-mount.ts';
import { mixOf, requestsOf } from './mix.ts';
import type { MountFacts } from './mount-facts.ts';

const NINEP: MountFacts = { ...VIRTIOFS, transport: '9p-socket', kernel: '6.1', pool: { kind: 'none' } };

describe.each([
  [
    'FUSE',
    VIRTIOFS,
    { LOOKUP: 900, GETATTR: 400, OPEN: 100, FLUSH: 100, RELEASE: 100, READ: 100, CREATE: 50, READDIR: 20, READDIRPLUS: 20 },
  ],
  ['9P', NINEP, { Twalk: 900, Tgetattr: 900, Tclunk: 900, Tlopen: 100, Tread: 100, Tlcreate: 50, Treaddir: 30 }],
])('a mix of work by %s', (_, facts, byType) => {
  const counted = groupedRequests(byType);
  const mix = mixOf(facts, counted);

  it('makes as many requests of each group as were counted', () => {
    for (const group of REQUEST_GROUPS) {
      const made = mix.reduce((sum, { work, times }) => sum + times * requestsOf(facts, work)[group], 0);
      expect(made).toBeCloseTo(counted[group], 6);
    }
  });

  it('does nothing a negative number of times, whatever was counted', () => {
    for (const { times } of mixOf(facts, groupedRequests({ OPEN: 5, Tlopen: 5 }))) expect(times).toBeGreaterThan(0);
  });

  it('is empty for work that asked for nothing', () => expect(mixOf(facts, groupedRequests({}))).toEqual([]));
});
