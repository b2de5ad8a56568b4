import { describe, expect, it } from 'vitest';
import type { JobClass, Network, Program, Station } from './network.ts';
import type { Outcome } from './outcome.ts';
import { allocate, circulating, exactly, free, serve } from './short-steps.ts';
import { simulate } from './simulate.ts';

const stations: Station[] = [
  { kind: 'delay', name: 'use' },
  { kind: 'delay', name: 'clock' },
  { kind: 'pool', name: 'pool', slots: 256, areas: 1, handoverNs: 0 },
];

/** The clock's two clients strike at 1000 and at 1500: where the window begins, and where it ends. */
const clock: JobClass = {
  name: 'clock',
  population: { kind: 'closed', clients: 2, think: exactly(1000) },
  programs: [[], [serve('clock', exactly(500))]],
};

/** Holds slots for a while; its second operation would begin after the window. */
function holder(atNs: number, slots: number, ns: number, name: string): JobClass {
  const program: Program = [allocate('pool', slots), serve('use', exactly(ns)), free('pool')];
  return { ...circulating(1, exactly(atNs), ...program), name };
}

const early = holder(900, 100, 50, 'early');
const across = holder(960, 10, 440, 'across');
const late = holder(1200, 4, 5000, 'late');

function windowOf(...others: JobClass[]): Outcome {
  const classes: Network['classes'] = [clock, ...others];
  return simulate({ stations, classes }, { operations: 1, warmUp: 1, seed: 1 });
}

describe('after the warm-up', () => {
  it('only operations that end are counted, with their whole response time', () => {
    const outcome = windowOf(early, across, late);
    expect(outcome.simulatedNs).toBe(500);
    expect(outcome.classes.map(({ name, completed, maxNs }) => [name, completed, maxNs])).toEqual([
      ['clock', 1, 500],
      ['early', 0, null],
      ['across', 1, 440],
      ['late', 0, null],
    ]);
  });

  it('who was there before, or stays longer, has been there for as long as the window was open', () => {
    const [use] = windowOf(early, across, late).stations;
    const present = (400 + 300) / 500;
    expect(use).toEqual({ name: 'use', visitsPerSecond: 2e6, meanPresent: present, meanBusy: present, maxPresent: 2 });
  });

  it('the largest numbers are those of the window, which begin with who is there', () => {
    const { stations: found, pools } = windowOf(early, across);
    expect(found[0]?.maxPresent).toBe(1);
    const area = { meanUsed: 8, highWater: 10, allocations: 0 };
    expect(pools).toEqual([{ name: 'pool', slots: 256, full: 0, ...area, areas: [area] }]);
  });
});
