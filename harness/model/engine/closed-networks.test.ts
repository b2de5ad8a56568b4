import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ClosedStation, meanValueAnalysis, multiServer } from '../theory/mean-value-analysis.ts';
import { responseBoundNs, throughputBoundPerSecond } from '../theory/operational-bounds.ts';
import type { Distribution, Network, Program, Station } from './network.ts';
import type { Outcome } from './outcome.ts';
import { disagreement, replicate } from './replications.ts';
import { allocate, circulating, exactly, exponential, free, queue, release, seize, serve } from './short-steps.ts';
import { simulate } from './simulate.ts';

const LENGTH = { operations: 15_000, warmUp: 1000 };

function throughputs(outcomes: readonly Outcome[]): number[] {
  return outcomes.map(({ classes }) => classes[0]?.throughputPerSecond ?? Number.NaN);
}

function exact(thinkNs: number, stations: readonly ClosedStation[], clients: number): number {
  return meanValueAnalysis({ thinkNs, stations }, clients).at(-1)?.throughputPerSecond ?? Number.NaN;
}

describe('clients that think and queue', () => {
  it.each([1, 4, 16])('number %i: are served as often as exact mean value analysis says', (clients) => {
    const classes: Network['classes'] = [circulating(clients, exponential(31_600), serve('server', exponential(13_200)))];
    const theory = exact(31_600, [{ kind: 'queue', name: 'server', demandNs: 13_200 }], clients);
    if (clients === 4) expect(theory).toBeCloseTo(65_301, 0);
    const outcomes = replicate({ stations: [queue('server')], classes }, LENGTH);
    expect(disagreement(throughputs(outcomes), theory, 0.015)).toBeNull();
  });

  it('four of them meet the reference of 65 301 operations per second to half a percent', () => {
    const classes: Network['classes'] = [circulating(4, exponential(31_600), serve('server', exponential(13_200)))];
    const outcome = simulate({ stations: [queue('server')], classes }, { operations: 300_000, warmUp: 1000, seed: 1 });
    expect(Math.abs((outcome.classes[0]?.throughputPerSecond ?? 0) / 65_301 - 1)).toBeLessThan(0.005);
  });

  it('do not care about the distribution of their thinking', () => {
    const think: Distribution = { family: 'lognormal', meanNs: 31_600, cv: 1 };
    const classes: Network['classes'] = [circulating(4, think, serve('server', exponential(13_200)))];
    expect(disagreement(throughputs(replicate({ stations: [queue('server')], classes }, LENGTH)), 65_301, 0.015)).toBeNull();
  });
});

describe('machines and their repairmen', () => {
  it.each([
    [5, 1],
    [10, 2],
    [20, 3],
  ] as const)('%i machines, %i repairmen: are a birth and death process', (machines, repairmen) => {
    const classes: Network['classes'] = [circulating(machines, exponential(8000), serve('repair', exponential(2000)))];
    const outcomes = replicate({ stations: [queue('repair', repairmen)], classes }, LENGTH);
    let weight = 1;
    let total = 1;
    let busy = 0;
    for (let broken = 1; broken <= machines; broken++) {
      weight *= ((machines - broken + 1) * 2000) / (8000 * Math.min(broken, repairmen));
      total += weight;
      busy += weight * Math.min(broken, repairmen);
    }
    expect(
      disagreement(
        outcomes.map(({ stations }) => stations[0]?.meanBusy ?? Number.NaN),
        busy / total,
        0.02,
      ),
    ).toBeNull();
    expect(disagreement(throughputs(outcomes), (1e9 * busy) / total / 2000, 0.02)).toBeNull();
  });
});

describe('several stations', () => {
  // Clients spread over them; the exact solution knows load-dependent stations, which the engine has as servers and as sharing.
  const lockSpeed = [1, 0.6] as const;
  const stations: Station[] = [
    queue('ring'),
    queue('workers', 3),
    { kind: 'sharing', name: 'lock', speed: [...lockSpeed] },
    { kind: 'delay', name: 'wire' },
  ];
  const program: Program = [
    serve('ring', exponential(400)),
    serve('lock', { family: 'erlang', meanNs: 150, stages: 2 }),
    serve('workers', exponential(2000)),
    serve('wire', { family: 'lognormal', meanNs: 3000, cv: 0.5 }),
    serve('ring', exponential(400)),
    serve('lock', { family: 'erlang', meanNs: 150, stages: 2 }),
  ];
  const theory: ClosedStation[] = [
    { kind: 'queue', name: 'ring', demandNs: 800 },
    multiServer('workers', 2000, 3),
    { kind: 'load-dependent', name: 'lock', demandNs: 300, speed: lockSpeed },
    { kind: 'delay', name: 'wire', demandNs: 3000 },
  ];

  it.each([2, 6, 12])(
    'with %i clients: throughput, numbers present and residence times are those of exact analysis',
    (clients) => {
      const outcomes = replicate({ stations, classes: [circulating(clients, exponential(1000), ...program)] }, LENGTH);
      const state = meanValueAnalysis({ thinkNs: 1000, stations: theory }, clients).at(-1);
      expect(disagreement(throughputs(outcomes), state?.throughputPerSecond ?? 0, 0.01)).toBeNull();
      expect(
        disagreement(
          outcomes.map(({ classes }) => classes[0]?.meanNs ?? Number.NaN),
          state?.responseNs ?? 0,
          0.015,
        ),
      ).toBeNull();
      for (const { name, meanPresent, residenceNs } of state?.stations ?? []) {
        const present = outcomes.map((outcome) => outcome.stations.find((one) => one.name === name)?.meanPresent ?? Number.NaN);
        expect(disagreement(present, meanPresent, 0.1)).toBeNull();
        const rows = outcomes.map(({ classes }) => classes[0]?.rows.find(({ row }) => row === name));
        const residences = rows.map((row) => (row?.waitingNs ?? Number.NaN) + (row?.serviceNs ?? Number.NaN));
        expect(disagreement(residences, residenceNs, 0.1)).toBeNull();
      }
    },
  );

  it('are visited as often as the program says, are busy for throughput × demand, and hold throughput × stay', () => {
    const outcome = simulate(
      { stations, classes: [circulating(6, exponential(1000), ...program)] },
      { ...LENGTH, operations: 60_000, seed: 1 },
    );
    const rate = outcome.classes[0]?.throughputPerSecond ?? 0;
    for (const [name, visits, demandNs] of [
      ['ring', 2, 800],
      ['workers', 1, 2000],
      ['wire', 1, 3000],
    ] as const) {
      const station = outcome.stations.find((one) => one.name === name);
      expect((station?.visitsPerSecond ?? 0) / (rate * visits)).toBeCloseTo(1, 2);
      expect(Math.abs((station?.meanBusy ?? 0) / ((rate * demandNs) / 1e9) - 1)).toBeLessThan(0.01);
      const row = outcome.classes[0]?.rows.find((one) => one.row === name);
      const stayNs = (row?.waitingNs ?? 0) + (row?.serviceNs ?? 0);
      expect((station?.meanPresent ?? 0) / ((rate * stayNs) / 1e9)).toBeCloseTo(1, 3);
    }
  });
});

describe('any closed network', () => {
  const time: fc.Arbitrary<Distribution> = fc.oneof(
    fc.integer({ min: 1, max: 5000 }).map(exactly),
    fc.integer({ min: 1, max: 5000 }).map(exponential),
    fc.integer({ min: 1, max: 5000 }).map((meanNs): Distribution => ({ family: 'lognormal', meanNs, cv: 1.5 })),
  );
  const stations: Station[] = [
    queue('one'),
    queue('three', 3, 50),
    { kind: 'sharing', name: 'shared', speed: [1, 1.5] },
    { kind: 'delay', name: 'delay' },
    { kind: 'resource', name: 'ring', units: 5 },
    { kind: 'pool', name: 'pool', slots: 256, areas: 2, handoverNs: 20 },
  ];
  const step: fc.Arbitrary<Program> = fc.oneof(
    fc.tuple(fc.constantFrom('one', 'three', 'shared', 'delay'), time).map(([at, of]) => [serve(at, of)]),
    fc
      .tuple(fc.integer({ min: 1, max: 5 }), time)
      .map(([units, of]) => [seize('ring', units), serve('delay', of), release('ring', units)]),
    fc
      .tuple(fc.integer({ min: 1, max: 128 }), time)
      .map(([slots, of]) => [allocate('pool', slots, 'wait', 30), serve('delay', of), free('pool', 60)]),
  );
  const programs = fc.array(step, { minLength: 1, maxLength: 6 }).map((steps) => steps.flat());
  const networks = fc.record({
    classes: fc.tuple(programs, programs),
    clients: fc.tuple(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 8 })),
    think: time,
    seed: fc.nat(1000),
    warmUp: fc.constantFrom(0, 50),
  });

  it('obeys the law of Little at every station, from the figures of its own outcome', () => {
    fc.assert(
      fc.property(networks, ({ classes: [first, second], clients, think, seed, warmUp }) => {
        const classes: Network['classes'] = [
          circulating(clients[0], think, ...first),
          { ...circulating(clients[1], think, ...second), name: 'others' },
        ];
        const outcome = simulate({ stations, classes }, { operations: 1000, warmUp, seed });
        for (const { name, completed, meanNs, rows, throughputPerSecond } of outcome.classes) {
          expect(throughputPerSecond).toBeCloseTo(completed / (outcome.simulatedNs / 1e9), 6);
          const sum = rows.reduce((total, { waitingNs, serviceNs }) => total + waitingNs + serviceNs, 0);
          expect(Math.abs(sum - (meanNs ?? 0)), name).toBeLessThan(1e-9 * (meanNs ?? 0) + 1e-9);
        }
        // All that happens at a station of service only: present = visits × mean stay, up to those who were there at an edge.
        for (const name of ['one', 'three', 'shared']) {
          const station = outcome.stations.find((one) => one.name === name);
          const stayNs = outcome.classes.reduce((total, { rows, throughputPerSecond }) => {
            const row = rows.find((one) => one.row === name);
            return total + ((row?.waitingNs ?? 0) + (row?.serviceNs ?? 0)) * throughputPerSecond;
          }, 0);
          const most = clients[0] + clients[1];
          const edge = (most * longestNs(outcome)) / outcome.simulatedNs;
          expect(Math.abs((station?.meanPresent ?? 0) - stayNs / 1e9)).toBeLessThanOrEqual(2 * edge + 1e-9);
        }
      }),
      { seed: 9, numRuns: 40, endOnFailure: true },
    );
  });

  it('keeps the bounds of operational analysis', () => {
    const served = fc.array(fc.tuple(fc.constantFrom('one', 'delay', 'three'), time), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(served, time, fc.integer({ min: 1, max: 12 }), fc.nat(100), (visits, think, clients, seed) => {
        const classes: Network['classes'] = [circulating(clients, think, ...visits.map(([at, of]) => serve(at, of)))];
        const outcome = simulate({ stations, classes }, { operations: 2000, warmUp: 0, seed });
        const [{ rows, throughputPerSecond, meanNs } = { rows: [], throughputPerSecond: 0, meanNs: 0 }] = outcome.classes;
        const demand = (name: string): number => rows.find(({ row }) => row === name)?.serviceNs ?? 0;
        const totalNs = demand('one') + demand('three') + demand('delay');
        const largestNs = Math.max(demand('one'), demand('three') / 3);
        const thinkNs = think.family === 'mixture' ? 0 : think.meanNs;
        // Demands are measured in the same run; only thinking is known by its mean alone.
        const bounds = { thinkNs: thinkNs * 0.8, totalNs, largestNs };
        expect(throughputPerSecond).toBeLessThanOrEqual(throughputBoundPerSecond(bounds, clients) * 1.01);
        expect(meanNs ?? 0).toBeGreaterThanOrEqual(responseBoundNs({ ...bounds, thinkNs: thinkNs * 1.25 }, clients) * 0.99);
      }),
      { seed: 10, numRuns: 60, endOnFailure: true },
    );
  });
});

function longestNs({ classes }: Outcome): number {
  return Math.max(...classes.map(({ maxNs }) => maxNs ?? 0));
}
