import { SlotPool } from '../pool/slot-pool.ts';
import type { Network } from './network.ts';
import type { PoolOutcome } from './outcome.ts';

/** The pools of a network by station, with what they counted. The locks of their areas are stations behind those of the network. */
export class Pools {
  /** Stations of the network and locks together. */
  readonly stations: number;
  /** Station of the lock of each pool's first area; -1 where the station is no pool. */
  readonly firstLock: Int32Array;
  readonly #pools: readonly (CountedPool | null)[];
  readonly #names: readonly string[];

  constructor(network: Network) {
    this.#names = network.stations.map(({ name }) => name);
    this.#pools = network.stations.map((station) =>
      station.kind === 'pool' ? new CountedPool(station.slots, station.areas) : null,
    );
    this.firstLock = new Int32Array(network.stations.length).fill(-1);
    let stations = network.stations.length;
    this.#pools.forEach((pool, index) => {
      if (pool === null) return;
      this.firstLock[index] = stations;
      stations += pool.slots.areas;
    });
    this.stations = stations;
  }

  /** Names of the locks, in the order of their stations. */
  lockNames(): string[] {
    return this.#pools.flatMap((pool, index) =>
      pool === null ? [] : Array.from({ length: pool.slots.areas }, (_, area) => `${this.#names[index]} lock ${area}`),
    );
  }

  at(station: number): CountedPool {
    return this.#pools[station] as CountedPool;
  }

  beginWindow(now: number): void {
    for (const pool of this.#pools) pool?.beginWindow(now);
  }

  outcomes(now: number, windowTicks: number): PoolOutcome[] {
    return this.#pools.flatMap((pool, index) =>
      pool === null ? [] : [pool.outcome(this.#names[index] as string, now, windowTicks)],
    );
  }

  used(): number {
    return this.#pools.reduce((sum, pool) => sum + (pool?.slots.used ?? 0), 0);
  }
}

/** Slots with their use over time. */
export class CountedPool {
  readonly slots: SlotPool;
  /** Attempts that found no room in any area. */
  full = 0;
  /** Ever given back. */
  frees = 0;
  readonly #usedTime: Float64Array;
  readonly #allocations: Float64Array;
  readonly #touchedAt: Float64Array;

  constructor(slots: number, areas: number) {
    this.slots = new SlotPool(slots, areas);
    this.#usedTime = new Float64Array(this.slots.areas);
    this.#allocations = new Float64Array(this.slots.areas);
    this.#touchedAt = new Float64Array(this.slots.areas);
  }

  allocate(area: number, slots: number, now: number): number {
    this.#touch(area, now);
    const first = this.slots.allocate(area, slots);
    if (first >= 0) (this.#allocations[area] as number)++;
    return first;
  }

  free(first: number, slots: number, now: number): void {
    this.#touch(this.slots.areaOf(first), now);
    this.slots.free(first, slots);
    this.frees++;
  }

  beginWindow(now: number): void {
    this.full = 0;
    this.#usedTime.fill(0);
    this.#allocations.fill(0);
    this.#touchedAt.fill(now);
    this.slots.resetHighWater();
  }

  outcome(name: string, now: number, windowTicks: number): PoolOutcome {
    const areas = Array.from({ length: this.slots.areas }, (_, area) => {
      this.#touch(area, now);
      const meanUsed = (this.#usedTime[area] as number) / windowTicks;
      return { meanUsed, highWater: this.slots.highWaterOf(area), allocations: this.#allocations[area] as number };
    });
    return {
      name,
      slots: this.slots.slots,
      meanUsed: areas.reduce((sum, { meanUsed }) => sum + meanUsed, 0),
      highWater: this.slots.highWater,
      allocations: areas.reduce((sum, { allocations }) => sum + allocations, 0),
      full: this.full,
      areas,
    };
  }

  #touch(area: number, now: number): void {
    const passed = now - (this.#touchedAt[area] as number);
    this.#touchedAt[area] = now;
    this.#usedTime[area] = (this.#usedTime[area] as number) + passed * this.slots.usedOf(area);
  }
}
