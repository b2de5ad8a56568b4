import { describe, expect, it } from 'vitest';
import { assertConserved } from './conservation.ts';
import { allocate, circulating, exponential, free, queue, serve } from './short-steps.ts';
import { Simulation } from './simulation.ts';
import type { World } from './world.ts';

function worldAfterAWhile(): World {
  const program = [
    serve('server', exponential(100)),
    allocate('pool', 8, 'wait', 5),
    serve('server', exponential(100)),
    free('pool', 5),
  ];
  const simulation = new Simulation(
    {
      stations: [queue('server'), { kind: 'pool', name: 'pool', slots: 128, areas: 1, handoverNs: 0 }],
      classes: [circulating(9, exponential(50), ...program)],
    },
    1,
  );
  const { world } = simulation;
  while ((simulation.tallies[0]?.finished ?? 0) < 1000) simulation.step();
  for (let station = 0; station < world.stations.count; station++) world.stations.touch(station, world.now);
  return world;
}

describe('the books of a simulation', () => {
  it('balance, with jobs on their way', () => {
    const world = worldAfterAWhile();
    expect(world.pools.used()).toBeGreaterThan(0);
    expect(world.stations.present[0]).toBeGreaterThan(0);
    expect(() => assertConserved(world)).not.toThrow();
  });

  it.each<[string, (world: World) => void, string]>([
    [
      'a visit of which a millionth got lost',
      ({ stations }) => stations.visitTime.set([(stations.visitTime[0] ?? 0) * (1 - 1e-6)]),
      "Little's law at server",
    ],
    [
      'a service that was booked twice',
      ({ stations }) => stations.serviceTime.set([(stations.serviceTime[0] ?? 0) * 1.001]),
      'the utilisation law at server',
    ],
    ['time that is no number', ({ stations }) => stations.busyTime.set([Number.NaN]), 'the utilisation law at server'],
    ['slots that nobody holds', ({ jobs }) => jobs.heldCount.fill(0), 'the slots of all pools'],
  ])('do not balance with %s', (_, falsify, law) => {
    const world = worldAfterAWhile();
    falsify(world);
    expect(() => assertConserved(world)).toThrow(law);
  });
});
