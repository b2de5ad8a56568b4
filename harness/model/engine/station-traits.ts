import type { Network } from './network.ts';
import type { Pools } from './pools.ts';
import { Sharing } from './sharing.ts';
import { toTicks } from './ticks.ts';

/** What the network says of its stations, as columns; the locks of pools follow the stations. */
export class StationTraits {
  readonly names: readonly string[];
  /** Servers, or units of a resource. */
  readonly servers: Float64Array;
  /** Ticks that a service after waiting takes longer. */
  readonly handover: Float64Array;
  readonly #servesAlone: Uint8Array;
  readonly #sharings: readonly (Sharing | null)[];
  readonly #tick: Float64Array;
  readonly #ticks: Float64Array;

  constructor({ stations }: Network, pools: Pools) {
    this.names = [...stations.map(({ name }) => name), ...pools.lockNames()];
    this.servers = new Float64Array(pools.stations).fill(1);
    this.handover = new Float64Array(pools.stations);
    this.#servesAlone = new Uint8Array(pools.stations).fill(1);
    stations.forEach(({ kind }, index) => {
      if (kind !== 'delay' && kind !== 'queue') this.#servesAlone[index] = 0;
    });
    this.#sharings = stations.map((station) => (station.kind === 'sharing' ? new Sharing(station.speed) : null));
    this.#tick = new Float64Array(stations.length);
    this.#ticks = new Float64Array(stations.length);
    stations.forEach((station, index) => {
      if (station.kind === 'queue') {
        this.servers[index] = station.servers;
        this.handover[index] = toTicks(station.handoverNs);
      } else if (station.kind === 'resource') this.servers[index] = station.units;
      else if (station.kind === 'pool') {
        const first = pools.firstLock[index] as number;
        this.handover.fill(toTicks(station.handoverNs), first, first + pools.at(index).slots.areas);
      } else if (station.kind === 'parking') {
        this.#tick[index] = toTicks(station.tickNs);
        this.#ticks[index] = station.ticks;
      }
    });
  }

  /** Delays, queues and locks: whoever is served there is served by itself, for a time that was drawn for it. */
  servesAlone(station: number): boolean {
    return this.#servesAlone[station] === 1;
  }

  sharing(station: number): Sharing {
    return this.#sharings[station] as Sharing;
  }

  /** When a timer that is set now goes off: the kernel counts whole ticks. */
  tickAfter(parking: number, now: number): number {
    const tick = this.#tick[parking] as number;
    return (Math.floor(now / tick) + (this.#ticks[parking] as number)) * tick;
  }
}
