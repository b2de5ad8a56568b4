import { describe, expect, it } from 'vitest';
import { multiServerWaitNs } from '../theory/erlang.ts';
import { exponentialResponseNs, exponentialWaitTail, generalWaitNs } from '../theory/single-server.ts';
import type { Distribution, JobClass, Network, Program, Station } from './network.ts';
import type { ClassOutcome, Outcome } from './outcome.ts';
import { disagreement, replicate } from './replications.ts';
import { allocate, arriving, exactly, exponential, free, queue, release, seize, serve } from './short-steps.ts';

const SERVICE = 1000;
/** Utilisation 0.7. */
const INTERARRIVAL = SERVICE / 0.7;
const LENGTH = { operations: 15_000, warmUp: 1000 };

const lognormal: Distribution = { family: 'lognormal', meanNs: SERVICE, cv: 0.5 };
const families: readonly [string, Distribution, number][] = [
  ['deterministic', exactly(SERVICE), 0],
  ['Erlang-4', { family: 'erlang', meanNs: SERVICE, stages: 4 }, 0.5],
  ['lognormal', lognormal, 0.5],
  ['exponential', exponential(SERVICE), 1],
];

function arrivals(interarrivalNs: number, stations: readonly Station[], ...program: Program): Network {
  return { stations, classes: [arriving(exponential(interarrivalNs), ...program)] };
}

function first({ classes }: Outcome): ClassOutcome {
  return classes[0] as ClassOutcome;
}

function waiting(outcome: Outcome): number {
  return first(outcome).rows.reduce((sum, { waitingNs }) => sum + waitingNs, 0);
}

function response(outcome: Outcome): number {
  return first(outcome).meanNs ?? Number.NaN;
}

describe('a queue with one server', () => {
  const outcomes = replicate(arrivals(INTERARRIVAL, [queue('server')], serve('server', exponential(SERVICE))), LENGTH);

  it('has the mean response time of M/M/1', () => {
    expect(disagreement(outcomes.map(response), exponentialResponseNs(INTERARRIVAL, SERVICE), 0.1)).toBeNull();
  });

  it.each([0.5, 0.9, 0.99])('has the quantile %d of M/M/1: the response time is exponential', (quantile) => {
    const theory = -Math.log(1 - quantile) * exponentialResponseNs(INTERARRIVAL, SERVICE);
    const figures = outcomes.map((outcome) => first(outcome).histogram.quantileNs(quantile) ?? Number.NaN);
    expect(disagreement(figures, theory, 0.15)).toBeNull();
  });

  it('is busy for its utilisation, and holds ρ / (1 − ρ) on the average', () => {
    expect(
      disagreement(
        outcomes.map(({ stations }) => stations[0]?.meanBusy ?? Number.NaN),
        0.7,
        0.02,
      ),
    ).toBeNull();
    expect(
      disagreement(
        outcomes.map(({ stations }) => stations[0]?.meanPresent ?? Number.NaN),
        0.7 / 0.3,
        0.1,
      ),
    ).toBeNull();
  });

  it('makes arrivals wait as long as M/M/1 does, and three tenths not at all', () => {
    // Probes that need no service find the queue as it is without them: their response time is the wait.
    const probe: JobClass = { ...arriving(exponential(INTERARRIVAL), serve('server', exactly(0))), name: 'probe' };
    const load = arriving(exponential(INTERARRIVAL), serve('server', exponential(SERVICE)));
    const probed = replicate({ stations: [queue('server')], classes: [probe, load] }, LENGTH);
    const figures = (quantile: number): number[] =>
      probed.map((outcome) => first(outcome).histogram.quantileNs(quantile) ?? Number.NaN);
    expect(disagreement(probed.map(response), generalWaitNs(INTERARRIVAL, SERVICE, 1), 0.1)).toBeNull();
    expect(Math.max(...figures(0.25))).toBeLessThan(0.001);
    for (const [quantile, beyondNs] of [
      [0.5, 1121.6],
      [0.9, 6486.4],
      [0.99, 14161.7],
    ] as const) {
      expect(exponentialWaitTail(INTERARRIVAL, SERVICE, beyondNs)).toBeCloseTo(1 - quantile, 4);
      expect(disagreement(figures(quantile), beyondNs, 0.15)).toBeNull();
    }
  });
});

describe('a queue with several servers', () => {
  it.each([2, 4, 8])('of which there are %i waits as M/M/c does', (servers) => {
    const interarrivalNs = SERVICE / (0.8 * servers);
    const network = arrivals(interarrivalNs, [queue('servers', servers)], serve('servers', exponential(SERVICE)));
    const outcomes = replicate(network, LENGTH);
    expect(disagreement(outcomes.map(waiting), multiServerWaitNs(servers, interarrivalNs, SERVICE), 0.3)).toBeNull();
    expect(
      disagreement(
        outcomes.map(({ stations }) => stations[0]?.meanBusy ?? Number.NaN),
        0.8 * servers,
        0.02,
      ),
    ).toBeNull();
  });
});

describe('a service time of any distribution', () => {
  it.each(families)('%s: waits by Pollaczek and Khinchine', (_, time, cv) => {
    const outcomes = replicate(arrivals(INTERARRIVAL, [queue('server')], serve('server', time)), LENGTH);
    expect(disagreement(outcomes.map(waiting), generalWaitNs(INTERARRIVAL, SERVICE, cv), 0.1)).toBeNull();
  });

  it.each(families)('%s: takes its own time and no more where nobody waits, M/G/∞', (_, time) => {
    const outcomes = replicate(arrivals(SERVICE / 50, [{ kind: 'delay', name: 'delay' }], serve('delay', time)), LENGTH);
    expect(disagreement(outcomes.map(response), SERVICE, 0.02)).toBeNull();
    expect(
      disagreement(
        outcomes.map(({ stations }) => stations[0]?.meanPresent ?? Number.NaN),
        50,
        0.02,
      ),
    ).toBeNull();
    expect(outcomes.map(waiting)).toEqual(outcomes.map(() => 0));
  });

  it.each(families)('%s: shares a processor with the others as any other, M/G/1-PS', (_, time) => {
    const shared: Station = { kind: 'sharing', name: 'processor', speed: [1] };
    const outcomes = replicate(arrivals(INTERARRIVAL, [shared], serve('processor', time)), LENGTH);
    expect(disagreement(outcomes.map(response), exponentialResponseNs(INTERARRIVAL, SERVICE), 0.08)).toBeNull();
    expect(
      disagreement(
        outcomes.map(({ stations }) => stations[0]?.meanBusy ?? Number.NaN),
        0.7,
        0.02,
      ),
    ).toBeNull();
  });
});

describe('a shared station', () => {
  it('that is faster with more present serves as many servers do', () => {
    const interarrivalNs = SERVICE / 2.4;
    const shared: Station = { kind: 'sharing', name: 'processors', speed: [1, 2, 3] };
    const outcomes = replicate(arrivals(interarrivalNs, [shared], serve('processors', exponential(SERVICE))), LENGTH);
    const theory = multiServerWaitNs(3, interarrivalNs, SERVICE) + SERVICE;
    expect(disagreement(outcomes.map(response), theory, 0.15)).toBeNull();
  });
});

describe('a lock that is held while other stations serve', () => {
  const copy: Distribution = { family: 'erlang', meanNs: 500, stages: 4 };
  const stations: Station[] = [
    { kind: 'resource', name: 'lock', units: 1 },
    { kind: 'delay', name: 'work' },
    { kind: 'delay', name: 'copy' },
    { kind: 'pool', name: 'pool', slots: 1024, areas: 1, handoverNs: 0 },
  ];

  it('is a queue whose service is the sum of what happens meanwhile', () => {
    const held: Program = [seize('lock'), serve('work', exactly(200)), serve('copy', copy), serve('copy', copy), release('lock')];
    const outcomes = replicate(arrivals(2000, stations, ...held), LENGTH);
    const cv = Math.sqrt(2 * (500 ** 2 / 4)) / 1200;
    expect(disagreement(outcomes.map(waiting), generalWaitNs(2000, 1200, cv), 0.1)).toBeNull();
    expect(
      disagreement(
        outcomes.map(({ stations: [lock] }) => lock?.meanBusy ?? Number.NaN),
        0.6,
        0.02,
      ),
    ).toBeNull();
  });

  it('includes the locks of the pool that are taken under it', () => {
    const held: Program = [
      seize('lock'),
      allocate('pool', 2, 'wait', 300),
      serve('copy', copy),
      free('pool', 400),
      release('lock'),
    ];
    const outcomes = replicate(arrivals(2000, stations, ...held), LENGTH);
    expect(disagreement(outcomes.map(waiting), generalWaitNs(2000, 1200, 250 / 1200), 0.1)).toBeNull();
  });
});
