import { createHash } from 'node:crypto';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import type { Distribution, JobClass, Network, Program, Station } from './network.ts';
import type { ClassOutcome, Outcome } from './outcome.ts';
import { allocate, arriving, circulating, exactly, exponential, free, queue, release, seize, serve } from './short-steps.ts';
import { simulate } from './simulate.ts';
import { Simulation } from './simulation.ts';

/** Every kind of station, step and distribution. */
const RICH: Network = {
  stations: [
    queue('server', 2, 75),
    { kind: 'delay', name: 'wire' },
    { kind: 'sharing', name: 'processor', speed: [1, 1.7, 2] },
    { kind: 'resource', name: 'ring', units: 6 },
    { kind: 'resource', name: 'lock', units: 1 },
    { kind: 'pool', name: 'pool', slots: 512, areas: 2, handoverNs: 120 },
    { kind: 'parking', name: 'timer', tickNs: 50_000, ticks: 2 },
  ],
  classes: [
    {
      name: 'reader',
      population: { kind: 'closed', clients: 12, think: { family: 'erlang', meanNs: 3000, stages: 3 } },
      programs: [operation(64, 'park'), operation(128, 'park')],
    },
    {
      name: 'network',
      population: { kind: 'open', interarrival: { family: 'lognormal', meanNs: 900, cv: 1.2 } },
      programs: [operation(2, 'fail')],
    },
  ],
};

function operation(slots: number, otherwise: 'park' | 'fail'): Program {
  const served: Distribution = {
    family: 'mixture',
    parts: [
      { weight: 0.95, of: { family: 'lognormal', meanNs: 700, cv: 0.4 } },
      { weight: 0.05, of: { family: 'pareto', meanNs: 4000, shape: 2.5 } },
    ],
  };
  return [
    serve('processor', exponential(400)),
    {
      kind: 'attempt',
      steps: [seize('lock'), allocate('pool', slots, 'give-up', 60), seize('ring', 1, 'give-up'), release('lock')],
      otherwise: otherwise === 'fail' ? { kind: 'fail' } : { kind: 'park', at: 'timer', row: 'parked' },
    },
    serve('wire', { family: 'erlang', meanNs: 500, stages: 4 }, 'server'),
    serve('server', served),
    release('ring'),
    free('pool', 90),
    serve('wire', exactly(250)),
  ];
}

function figures({ classes, ...rest }: Outcome): object {
  return { ...rest, classes: classes.map(withQuantiles) };
}

function withQuantiles({ histogram, ...others }: ClassOutcome): object {
  return { ...others, quantiles: [0.5, 0.9, 0.99, 0.999].map((quantile) => histogram.quantileNs(quantile)) };
}

describe('equal seeds', () => {
  const length = { operations: 20_000, warmUp: 1000, seed: 7 };

  it('give equal outcomes, on every version of Node and on every machine', () => {
    const outcome = figures(simulate(RICH, length));
    expect(figures(simulate(RICH, length))).toEqual(outcome);
    expect(createHash('sha256').update(JSON.stringify(outcome)).digest('hex')).toBe(
      '4f62389bee2dbf08352035f1c200fc8794d5946d54d9dc655c98edbcec2332cd',
    );
  });

  it('visit everything: operations that fail, park, wait and are served', () => {
    const { classes, pools, stations } = simulate(RICH, length);
    expect(classes[1]?.failed).toBeGreaterThan(0);
    expect(classes[0]?.parked.operations).toBeGreaterThan(0);
    expect(pools[0]?.full).toBeGreaterThan(0);
    expect(stations.filter(({ visitsPerSecond }) => visitsPerSecond > 0).map(({ name }) => name)).toEqual([
      'server',
      'wire',
      'processor',
      'ring',
      'lock',
      'timer',
      'pool lock 0',
      'pool lock 1',
    ]);
  });

  it('give other outcomes than other seeds', () => {
    expect(simulate(RICH, { ...length, seed: 8 }).simulatedNs).not.toBe(simulate(RICH, length).simulatedNs);
  });
});

describe('common random numbers', () => {
  const stations: Station[] = [queue('first'), queue('second')];
  const length = { operations: 5000, warmUp: 0, seed: 3 };

  const serviceOf = (outcome: Outcome, row: string): number | undefined =>
    outcome.classes[0]?.rows.find((one) => one.row === row)?.serviceNs;

  it.each<[string, JobClass['population']]>([
    ['a closed', { kind: 'closed', clients: 1, think: exponential(1000) }],
    ['an open', { kind: 'open', interarrival: exponential(2000) }],
  ])('keep the services of all other stations when one changes, for %s class', (_, population) => {
    const outcomes = [exponential(700), exactly(300), { family: 'lognormal', meanNs: 1200, cv: 2 } as const].map((time) => {
      const program = [serve('first', time), serve('second', exponential(400))];
      return simulate({ stations, classes: [{ name: 'only', population, programs: [program] }] }, length);
    });
    const [base, ...others] = outcomes as [Outcome, ...Outcome[]];
    for (const other of others) {
      expect(serviceOf(other, 'second')).toBe(serviceOf(base, 'second'));
      expect(serviceOf(other, 'first')).not.toBe(serviceOf(base, 'first'));
    }
  });

  it('do not depend on the order of the stations, nor on others that nobody visits', () => {
    const program = [serve('first', exponential(700)), serve('second', exponential(400))];
    const run = (list: readonly Station[]): object[] =>
      simulate({ stations: list, classes: [circulating(5, exponential(1000), ...program)] }, length).classes.map(withQuantiles);
    expect(run([queue('unused'), ...[...stations].reverse()])).toEqual(run(stations));
  });

  it('make a shared pool equal to dedicated ones where it is never full and its lock takes no time', () => {
    const large = (name: string): Station => ({ kind: 'pool', name, slots: 100_000, areas: 1, handoverNs: 0 });
    const device = (name: string, pool: string): JobClass => ({
      ...circulating(6, exponential(900), { ...allocate(pool, 64), row: 'dma' }, serve('first', exponential(300)), {
        ...free(pool),
        row: 'dma',
      }),
      name,
    });
    const shared = simulate(
      { stations: [...stations, large('pool')], classes: [device('files', 'pool'), device('net', 'pool')] },
      length,
    );
    const dedicated = simulate(
      { stations: [...stations, large('pool'), large('own')], classes: [device('files', 'pool'), device('net', 'own')] },
      length,
    );
    expect(dedicated.classes.map(withQuantiles)).toEqual(shared.classes.map(withQuantiles));
    expect(dedicated.simulatedNs).toBe(shared.simulatedNs);
  });

  it('give two identical classes the same outcome wherever they stand', () => {
    const clock: JobClass = { ...circulating(1, exactly(1000)), name: 'clock' };
    const one = (name: string): JobClass => ({
      ...circulating(4, exponential(900), serve('first', exponential(100)), serve('second', exponential(80))),
      name,
    });
    const byName = (outcome: Outcome): object =>
      Object.fromEntries(outcome.classes.map((jobClass) => [jobClass.name, withQuantiles(jobClass)]));
    const left = simulate({ stations, classes: [clock, one('left'), one('right')] }, length);
    const right = simulate({ stations, classes: [clock, one('right'), one('left')] }, length);
    expect(byName(right)).toEqual(byName(left));
    expect(right.stations).toEqual(left.stations);
  });
});

describe('memory', () => {
  it('does not grow with the number of operations', () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const simulation = new Simulation(
      { stations: [queue('queue')], classes: [arriving(exponential(1250), serve('queue', exponential(1000)))] },
      1,
    );
    const bytesAfter = (operations: number): number => {
      while ((simulation.tallies[0]?.finished ?? 0) < operations) simulation.step();
      collect();
      const { heapUsed, arrayBuffers } = process.memoryUsage();
      return heapUsed + arrayBuffers;
    };
    const before = bytesAfter(200_000);
    // More events than the engine allows to pass without one operation that ends.
    expect(bytesAfter(2_600_000) - before).toBeLessThan(2_000_000);
    expect(simulation.events).toBeGreaterThan(5_000_000);
  });
});
