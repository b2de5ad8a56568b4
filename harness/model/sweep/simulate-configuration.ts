import type { Network, Station } from '../engine/network.ts';
import type { ClassOutcome, Outcome } from '../engine/outcome.ts';
import { simulate } from '../engine/simulate.ts';
import type { ModelConfiguration } from '../path/configuration.ts';
import { type FilePath, networkOf } from '../path/network-of.ts';
import { LAYERS } from '../path/rows.ts';
import { boundsOf } from './asymptotes.ts';
import { withoutAttempts } from './least-demands.ts';
import { bandsOf } from './path-bands.ts';
import type { Latency, Parked, Simulated, SimulatedLayer, SimulatedRow, SimulatedStation, Stay } from './simulated.ts';

/** @throws UserError where the simulation could not end */
export function simulateConfiguration(configuration: ModelConfiguration): Simulated {
  const path = networkOf(configuration);
  const outcome = simulate(path.network, configuration.run);
  const [work, ...contenders] = outcome.classes;
  if (work === undefined) throw new Error('an outcome without classes');
  const rows = rowsOf(path.rows, work);
  return {
    ...configuration.run,
    simulatedNs: outcome.simulatedNs,
    events: outcome.events,
    throughputPerSecond: work.throughputPerSecond,
    completed: work.completed,
    failed: work.failed,
    latency: latencyOf(work),
    rows,
    layers: layersOf(rows),
    parked: parkedOf(work),
    stations: stationsOf(path.network, outcome),
    pools: outcome.pools.map(({ name, ...pool }) => ({ pool: name, ...pool })),
    ownPool: ownPoolOf(path.network),
    contenders: contenders.map(({ name, throughputPerSecond, completed, failed, meanNs }) => {
      return { name, throughputPerSecond, completed, failed, meanNs };
    }),
    bounds: boundsOf(path.network),
  };
}

function latencyOf({ meanNs, maxNs, histogram }: ClassOutcome): Latency | null {
  if (meanNs === null || maxNs === null) return null;
  const at = (quantile: number): number => histogram.quantileNs(quantile) ?? Number.NaN;
  return { meanNs, p50Ns: at(0.5), p90Ns: at(0.9), p99Ns: at(0.99), p999Ns: at(0.999), maxNs };
}

function rowsOf(meanings: FilePath['rows'], work: ClassOutcome): SimulatedRow[] {
  const bands = bandsOf(work);
  return meanings.flatMap(({ row, layer, part }) => {
    const found = work.rows.find((one) => one.row === row);
    const around = bands.get(row);
    return found === undefined || around === undefined ? [] : [{ ...found, row, layer, part, ...around }];
  });
}

function layersOf(rows: readonly SimulatedRow[]): SimulatedLayer[] {
  const whole = total(sumOf(rows));
  return LAYERS.flatMap((layer) => {
    const own = rows.filter((row) => row.layer === layer);
    if (own.length === 0) return [];
    const stay = sumOf(own);
    const share = whole === 0 ? 0 : total(stay) / whole;
    return [{ layer, share, ...stay, p50: sumOf(own.map(({ p50 }) => p50)), p99: sumOf(own.map(({ p99 }) => p99)) }];
  });
}

function sumOf(stays: readonly Stay[]): Stay {
  return {
    waitingNs: stays.reduce((sum, { waitingNs }) => sum + waitingNs, 0),
    serviceNs: stays.reduce((sum, { serviceNs }) => sum + serviceNs, 0),
  };
}

function total({ waitingNs, serviceNs }: Stay): number {
  return waitingNs + serviceNs;
}

function parkedOf({ parked, completed }: ClassOutcome): Parked {
  return { ...parked, share: completed === 0 ? 0 : parked.operations / completed };
}

function ownPoolOf({ classes: [{ programs }], stations }: Network): string | null {
  const visited = new Set(programs.flatMap(withoutAttempts).map(({ at }) => at));
  return stations.find(({ kind, name }) => kind === 'pool' && visited.has(name))?.name ?? null;
}

/** Pools have figures of their own. */
function stationsOf({ stations }: Network, outcome: Outcome): SimulatedStation[] {
  const pools = new Set(outcome.pools.map(({ name }) => name));
  return outcome.stations
    .filter(({ name }) => !pools.has(name))
    .map(({ name, visitsPerSecond, meanPresent, maxPresent, meanBusy }) => {
      const { kind, servers } = roomOf(stations.find((station) => station.name === name));
      const utilisation = servers === null ? null : meanBusy / servers;
      return { station: name, kind, servers, utilisation, visitsPerSecond, meanPresent, maxPresent };
    });
}

/** The locks of areas are stations that no network lists. */
function roomOf(station: Station | undefined): Pick<SimulatedStation, 'kind' | 'servers'> {
  switch (station?.kind) {
    case 'queue':
      return { kind: 'queue', servers: station.servers };
    case 'resource':
      return { kind: 'resource', servers: station.units };
    case 'sharing':
      return { kind: 'sharing', servers: 1 };
    case 'delay':
    case 'parking':
      return { kind: station.kind, servers: null };
    default:
      return { kind: 'lock', servers: 1 };
  }
}
