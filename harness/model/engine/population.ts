import type { Random } from '../../core/random.ts';
import type { Network } from './network.ts';
import { type Sampler, samplerOf } from './sampler.ts';
import type { Streams } from './streams.ts';

/** Who starts operations: clients are numbered over all classes, an open class counts as one. */
export class Population {
  readonly isOpen: readonly boolean[];
  /** By class. */
  readonly firstClient: readonly number[];
  readonly clients: readonly number[];
  readonly #intervals: readonly Sampler[];
  readonly #streams: readonly Random[];

  constructor({ classes }: Network, streams: Streams) {
    this.isOpen = classes.map(({ population }) => population.kind === 'open');
    this.clients = classes.map(({ population }) => (population.kind === 'closed' ? population.clients : 1));
    this.firstClient = this.clients.map((_, index) => this.clients.slice(0, index).reduce((sum, count) => sum + count, 0));
    this.#intervals = classes.map(({ population }) =>
      samplerOf(population.kind === 'closed' ? population.think : population.interarrival),
    );
    const total = this.clients.reduce((sum, count) => sum + count, 0);
    this.#streams = Array.from({ length: total }, (_, client) => streams.outside(client));
  }

  /** How long a client thinks, or until the next operation of an open class arrives; ticks. */
  interval(jobClass: number, client: number): number {
    return (this.#intervals[jobClass] as Sampler)(this.#streams[client] as Random);
  }
}
