import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../core/errors.ts';
import { assertConserved } from './conservation.ts';
import type { AttemptStep, Distribution, JobClass, Network, Program, Station } from './network.ts';
import { allocate, exactly, exponential, free, queue, release, seize, serve } from './short-steps.ts';
import { Simulation } from './simulation.ts';

const OPERATIONS = 400;

/** Small and round, so that full stations, equal times and times of nothing are frequent. */
const time: fc.Arbitrary<Distribution> = fc.oneof(
  fc.nat(6).map((tens) => exactly(10 * tens)),
  fc.nat(60).map(exponential),
  fc.constant({ family: 'pareto', meanNs: 30, shape: 1.5 } as const),
);

const stations = fc
  .record({
    servers: fc.integer({ min: 1, max: 3 }),
    handoverNs: fc.constantFrom(0, 7),
    units: fc.integer({ min: 3, max: 8 }),
    areas: fc.constantFrom(1, 2, 4),
    ticks: fc.integer({ min: 1, max: 3 }),
  })
  .map(({ servers, handoverNs, units, areas, ticks }): Station[] => [
    queue('queue', servers, handoverNs),
    { kind: 'delay', name: 'delay' },
    { kind: 'sharing', name: 'shared', speed: [1, 1.5, 1.2] },
    { kind: 'resource', name: 'ring', units },
    { kind: 'resource', name: 'lock', units: 1 },
    { kind: 'pool', name: 'pool', slots: 512, areas, handoverNs },
    { kind: 'pool', name: 'other', slots: 128, areas: 1, handoverNs: 0 },
    { kind: 'parking', name: 'timer', tickNs: 100, ticks },
  ]);

const service: fc.Arbitrary<Program> = fc
  .record({ at: fc.constantFrom('queue', 'delay', 'shared'), time, unlessBusy: fc.constantFrom(null, 'queue', 'ring') })
  .map((step) => [serve(step.at, step.time, step.unlessBusy)]);

/** What takes, and what gives it back. */
interface Taking {
  readonly take: Program;
  readonly give: Program;
}

const taking = (whenFull: 'wait' | 'give-up'): fc.Arbitrary<Taking> =>
  fc.oneof(
    fc.integer({ min: 1, max: 3 }).map((units) => ({ take: [seize('ring', units, whenFull)], give: [release('ring', units)] })),
    fc.constant({ take: [seize('lock', 1, whenFull)], give: [release('lock')] }),
    fc
      .record({ at: fc.constantFrom('pool', 'other'), slots: fc.integer({ min: 1, max: 64 }), holdNs: fc.constantFrom(0, 5) })
      .map(({ at, slots, holdNs }) => ({ take: [allocate(at, slots, whenFull, holdNs)], give: [free(at, holdNs)] })),
  );

/** Takes something for a while: outright, or in an attempt that fails or is parked. */
const section: fc.Arbitrary<Program> = fc.oneof(
  fc.tuple(taking('wait'), service).map(([{ take, give }, work]) => [...take, ...work, ...give]),
  fc.tuple(taking('give-up'), service).map(([{ take, give }, work]) => [...take, ...work, ...give]),
  fc
    .record({ first: taking('give-up'), second: taking('give-up'), work: service, parks: fc.boolean() })
    .map(({ first, second, work, parks }) => {
      const both = sameResource(first, second) ? [first] : [first, second];
      const attempt: AttemptStep = {
        kind: 'attempt',
        steps: [...both.flatMap(({ take }) => take), ...work],
        otherwise: parks ? { kind: 'park', at: 'timer', row: 'parked' } : { kind: 'fail' },
      };
      return [attempt, ...work, ...both.flatMap(({ give }) => give)];
    }),
);

function sameResource(first: Taking, second: Taking): boolean {
  const [one] = first.take;
  const [other] = second.take;
  return one?.kind === 'seize' && other?.kind === 'seize' && one.at === other.at;
}

const program = fc.array(fc.oneof(section, service), { minLength: 1, maxLength: 5 }).map((parts) => parts.flat());
const jobClass = fc.record({
  programs: fc.tuple(program, program),
  population: fc.oneof(
    fc.record({
      kind: fc.constant('closed' as const),
      clients: fc.integer({ min: 1, max: 10 }),
      think: fc.integer({ min: 1, max: 60 }).map(exponential),
    }),
    fc.record({ kind: fc.constant('open' as const), interarrival: fc.integer({ min: 100, max: 2000 }).map(exponential) }),
  ),
});
const networks: fc.Arbitrary<Network> = fc.tuple(stations, jobClass, jobClass).map(([list, first, second]) => ({
  stations: list,
  classes: [
    { name: 'first', ...first },
    { name: 'second', ...second },
  ] as [JobClass, JobClass],
}));

describe('any network', () => {
  it('is simulated with books that balance, or refused because it could not end', () => {
    const ends = new Map<string, number>();
    fc.assert(
      fc.property(networks, fc.nat(1000), (network, seed) => {
        const end = endOf(network, seed);
        ends.set(end, (ends.get(end) ?? 0) + 1);
      }),
      { seed: 11, numRuns: 80, endOnFailure: true },
    );
    expect(ends.get('ended')).toBeGreaterThan(75);
  });
});

function endOf(network: Network, seed: number): string {
  const simulation = new Simulation(network, seed);
  try {
    while ((simulation.tallies[0]?.finished ?? 0) < OPERATIONS) simulation.step();
  } catch (error) {
    if (error instanceof UserError) return error.complaint.code;
    throw error;
  }
  const { world } = simulation;
  for (let station = 0; station < world.stations.count; station++) world.stations.touch(station, world.now);
  assertConserved(world);
  network.stations.forEach(({ kind }, station) => {
    if (kind !== 'resource') return;
    let seized = 0;
    for (let job = 0; job < world.jobs.capacity; job++) seized += world.jobs.seized[job * world.stations.count + station] ?? 0;
    expect(world.stations.busy[station]).toBe(seized);
  });
  for (const counts of [world.stations.present, world.stations.busy, world.jobs.seized])
    expect(counts.every((count) => count >= 0)).toBe(true);
  return 'ended';
}
