import { type Random, randomFor } from '../../core/random.ts';
import type { Network } from './network.ts';

/**
 * A stream of random numbers for each client at each station, named by both. Two simulations with the same seed therefore give the
 * same client the same service at its i-th visit of a station, whatever else differs between them (common random numbers).
 */
export class Streams {
  readonly #seed: number;
  readonly #stations: readonly string[];
  readonly #clients: readonly (readonly [string, number])[];
  readonly #streams: (Random | undefined)[];

  constructor(network: Network, seed: number) {
    this.#seed = seed;
    this.#stations = network.stations.map(({ name }) => name);
    this.#clients = network.classes.flatMap(({ name, population }) =>
      Array.from({ length: population.kind === 'closed' ? population.clients : 1 }, (_, client) => [name, client] as const),
    );
    this.#streams = new Array<Random | undefined>(this.#stations.length * this.#clients.length).fill(undefined);
  }

  at(station: number, client: number): Random {
    const index = station * this.#clients.length + client;
    const known = this.#streams[index];
    if (known !== undefined) return known;
    const stream = randomFor(this.#seed, 'station', this.#stations[station] as string, ...(this.#clients[client] ?? []));
    this.#streams[index] = stream;
    return stream;
  }

  /** Of thinking, or of arrivals. */
  outside(client: number): Random {
    return randomFor(this.#seed, 'outside', ...(this.#clients[client] ?? []));
  }
}
