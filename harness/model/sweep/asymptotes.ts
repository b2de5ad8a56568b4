import type { Network } from '../engine/network.ts';
import { meanOf } from '../engine/sampler.ts';
import { throughputBoundPerSecond } from '../theory/operational-bounds.ts';
import { type LeastDemands, leastDemands } from './least-demands.ts';
import type { Bounds } from './simulated.ts';

const NS_PER_SECOND = 1e9;

/**
 * Asymptotic bounds for the first class as if it were alone; null where it is open. Clients of different programs share some stations
 * only: each program keeps to its own bound, and all together to that of every station, of which each operation demands at least what
 * the most modest program does.
 */
export function boundsOf(network: Network): Bounds | null {
  const [{ population, programs }] = network.classes;
  if (population.kind === 'open') return null;
  const { clients } = population;
  const thinkNs = meanOf(population.think);
  const stations = new Map(network.stations.map((station) => [station.name, station]));
  const parts = programs
    .map((program, index) => {
      const demands = leastDemands(program, stations);
      return { ...demands, largestNs: largestOf(demands), clients: Math.ceil((clients - index) / programs.length) };
    })
    .filter((part) => part.clients > 0);
  const saturatedPerSecond = Math.min(
    parts.reduce((sum, { largestNs }) => sum + NS_PER_SECOND / largestNs, 0),
    ...[...(parts[0]?.stations.keys() ?? [])].map(
      (name) => NS_PER_SECOND / Math.min(...parts.map((part) => part.stations.get(name) ?? 0)),
    ),
  );
  const throughputPerSecond = Math.min(
    parts.reduce((sum, part) => sum + throughputBoundPerSecond({ ...part, thinkNs }, part.clients), 0),
    saturatedPerSecond,
  );
  const totalNs = Math.min(...parts.map((part) => part.totalNs));
  return {
    throughputPerSecond,
    responseNs: Math.max(totalNs, (clients / throughputPerSecond) * NS_PER_SECOND - thinkNs),
    kneeClients: Number.isFinite(saturatedPerSecond) ? (saturatedPerSecond / NS_PER_SECOND) * (totalNs + thinkNs) : null,
  };
}

function largestOf({ stations }: LeastDemands): number {
  return Math.max(0, ...stations.values());
}
