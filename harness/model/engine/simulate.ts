import { checkCount } from './bounds.ts';
import { assertConserved } from './conservation.ts';
import { standsStill } from './endless.ts';
import type { Network } from './network.ts';
import type { Outcome, StationOutcome } from './outcome.ts';
import { refused } from './refusal.ts';
import { Simulation } from './simulation.ts';
import { toNs, toSeconds } from './ticks.ts';
import type { World } from './world.ts';

export interface RunLength {
  /** Operations of the first class that are counted. */
  readonly operations: number;
  /** Operations of the first class before them, which are not. */
  readonly warmUp: number;
  /** Equal seeds give equal outcomes, on every version of Node. */
  readonly seed: number;
}

/**
 * Simulates a network until the first class has finished its operations. Memory does not depend on how many they are.
 *
 * Every run proves its own books: the path of each operation sums to its response time, Little's law and the utilisation law hold
 * exactly at each station, and what is held at the end is held by somebody.
 *
 * @throws UserError where a step does not fit its station, and where the simulation could not end
 */
export function simulate(network: Network, length: RunLength): Outcome {
  checkLength(length);
  const { operations, warmUp, seed } = length;
  const simulation = new Simulation(network, seed);
  const measured = simulation.tallies[0];
  if (measured === undefined) throw new Error('a network without classes');
  while (measured.finished < warmUp) simulation.step();
  if (warmUp > 0) beginWindow(simulation);
  while (measured.finished < operations) simulation.step();
  const { now, stations, firstClass, pools } = simulation.world;
  for (let station = 0; station < stations.count; station++) stations.touch(station, now);
  assertConserved(simulation.world);
  const window = now - stations.windowStart;
  if (window === 0) throw standsStill(now);
  return {
    simulatedNs: toNs(window),
    events: simulation.events,
    classes: simulation.tallies.map((tally) => tally.outcome(window)),
    stations: Array.from({ length: firstClass }, (_, station) => stationOutcome(simulation.world, station, window)),
    pools: pools.outcomes(now, window),
  };
}

function checkLength({ operations, warmUp, seed }: RunLength): void {
  checkCount(operations, 'the operations of a simulation', Number.MAX_SAFE_INTEGER);
  if (warmUp !== 0) checkCount(warmUp, 'the operations of the warm-up', Number.MAX_SAFE_INTEGER);
  if (!Number.isSafeInteger(seed)) throw refused('the seed of a simulation', String(seed), 'a whole number');
}

function beginWindow(simulation: Simulation): void {
  const { stations, pools, now } = simulation.world;
  stations.beginWindow(now);
  pools.beginWindow(now);
  for (const tally of simulation.tallies) tally.clear();
}

function stationOutcome({ stations, traits }: World, station: number, window: number): StationOutcome {
  const share = (column: Float64Array): number => (column[station] as number) / window;
  return {
    name: traits.names[station] as string,
    visitsPerSecond: (stations.visits[station] as number) / toSeconds(window),
    meanPresent: share(stations.presentTime),
    maxPresent: stations.maxPresent[station] as number,
    meanBusy: share(stations.busyTime),
  };
}
