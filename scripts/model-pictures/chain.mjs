import { meanOf } from '../../dist/harness/model/engine/sampler.js';
import { flattened } from '../../dist/harness/model/path/rows.js';

/**
 * The stations that one operation passes and what it holds meanwhile, from the very program that is simulated.
 * @typedef {{ row: string, visits: number, ns: number, isQueue: boolean, canSkip: boolean }} Stage
 * @typedef {{ station: string, kind: 'resource' | 'pool', units: number, of: number, rows: Set<string> }} Held
 */

/** @type {(network: import('../../harness/model/engine/network.ts').Network, jobClass: number) => { stages: Stage[], held: Held[] }} */
export function chainOf({ stations, classes }, jobClass) {
  const passage = new Passage(new Map(stations.map((station) => [station.name, station])));
  for (const step of flattened(classes[jobClass].programs[0])) passage.step(step);
  return { stages: [...passage.stages.values()], held: [...passage.held.values()] };
}

class Passage {
  stages = new Map();
  held = new Map();
  /** By station, what is held now: units of a resource, mappings in a pool. */
  #open = new Map();
  #stationNamed;

  constructor(stationNamed) {
    this.#stationNamed = stationNamed;
  }

  step(step) {
    const station = this.#stationNamed.get(step.at);
    switch (step.kind) {
      case 'serve':
        return this.#pass(step.row, meanOf(step.time), station.kind === 'queue', step.unlessBusy !== null);
      case 'allocate':
        this.#take(station, (this.held.get(step.at)?.units ?? 0) + step.slots, station.slots);
        return this.#pass(step.row, meanOf(step.hold), true, false);
      case 'free':
        this.#pass(step.row, meanOf(step.hold), true, false);
        return this.#giveBack(step.at);
      case 'seize':
        return this.#take(station, step.units, station.units);
      case 'release':
        return this.#giveBack(step.at);
    }
  }

  #pass(row, ns, isQueue, canSkip) {
    for (const name of this.#open.keys()) this.held.get(name).rows.add(row);
    const { visits, ns: before } = this.stages.get(row) ?? { visits: 0, ns: 0 };
    this.stages.set(row, { row, visits: visits + 1, ns: before + ns, isQueue, canSkip });
  }

  #take({ name, kind }, units, of) {
    const rows = this.held.get(name)?.rows ?? new Set();
    this.held.set(name, { station: name, kind, units, of, rows });
    this.#open.set(name, (this.#open.get(name) ?? 0) + 1);
  }

  #giveBack(name) {
    const left = this.#open.get(name) - 1;
    if (left > 0) this.#open.set(name, left);
    else this.#open.delete(name);
  }
}
