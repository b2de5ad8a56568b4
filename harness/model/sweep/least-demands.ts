import type { Program, Station, Step } from '../engine/network.ts';
import { meanOf } from '../engine/sampler.ts';

/**
 * The least that one operation demands: without what load can save (waking somebody who is awake) and without what it adds (hand-overs,
 * retries). What is held while the operation passes other stations is demanded for as long.
 */
export interface LeastDemands {
  /** Of all stations, as if nobody else was there. */
  readonly totalNs: number;
  /** Of each station with limited room, divided by how many it serves at once. */
  readonly stations: ReadonlyMap<string, number>;
}

export function leastDemands(program: Program, stations: ReadonlyMap<string, Station>): LeastDemands {
  const passage = new Passage();
  for (const step of withoutAttempts(program)) passage.step(step, stations.get(step.at));
  return passage;
}

type PlainStep = Exclude<Step, { kind: 'attempt' }>;

/** Everything that it does where nothing is undone. */
export function withoutAttempts(program: Program): PlainStep[] {
  return program.flatMap((step) => (step.kind === 'attempt' ? withoutAttempts(step.steps) : [step]));
}

class Passage implements LeastDemands {
  totalNs = 0;
  readonly stations = new Map<string, number>();
  /** Shares of stations. */
  readonly #held = new Map<string, number>();
  readonly #allocated = new Map<string, number[]>();

  step(step: PlainStep, station: Station | undefined): void {
    switch (step.kind) {
      case 'serve':
        if (step.unlessBusy === null) this.#serve(step.at, meanOf(step.time), station);
        return;
      case 'seize':
        if (station?.kind === 'resource') this.#hold(step.at, step.units / station.units);
        return;
      case 'release':
        if (station?.kind === 'resource') this.#hold(step.at, -step.units / station.units);
        return;
      case 'allocate':
        if (station?.kind !== 'pool') return;
        this.#lock(station, meanOf(step.hold));
        this.#hold(step.at, step.slots / station.slots);
        this.#allocated.set(step.at, [...(this.#allocated.get(step.at) ?? []), step.slots]);
        return;
      case 'free': {
        if (station?.kind !== 'pool') return;
        this.#lock(station, meanOf(step.hold));
        const [first = 0, ...rest] = this.#allocated.get(step.at) ?? [];
        this.#hold(step.at, -first / station.slots);
        this.#allocated.set(step.at, rest);
      }
    }
  }

  #serve(at: string, ns: number, station: Station | undefined): void {
    if (station?.kind === 'sharing') {
      this.#demand(at, ns / Math.max(...station.speed));
      this.#pass(ns / Math.max(...station.speed.map((speed, index) => speed / (index + 1))));
      return;
    }
    if (station?.kind === 'queue') this.#demand(at, ns / station.servers);
    this.#pass(ns);
  }

  #lock({ name, areas }: Extract<Station, { kind: 'pool' }>, ns: number): void {
    this.#demand(`${name} locks`, ns / areas);
    this.#pass(ns);
  }

  #pass(ns: number): void {
    this.totalNs += ns;
    for (const [name, share] of this.#held) this.#demand(name, ns * share);
  }

  #demand(name: string, ns: number): void {
    this.stations.set(name, (this.stations.get(name) ?? 0) + ns);
  }

  #hold(name: string, share: number): void {
    this.#held.set(name, (this.#held.get(name) ?? 0) + share);
  }
}
