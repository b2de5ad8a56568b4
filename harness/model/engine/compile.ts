import { SEGMENT_SLOTS } from '../pool/free-runs.ts';
import { checkCount, checkPopulation, checkStation, checkTime } from './bounds.ts';
import { Holdings } from './holdings.ts';
import type { AllocateStep, AttemptStep, Distribution, JobClass, Network, Program, Station, Step } from './network.ts';
import { refused } from './refusal.ts';
import { type Sampler, samplerOf } from './sampler.ts';

/** What the engine does at a step; the numbers are read in its innermost loop. */
export const CODE = {
  serve: 0,
  queue: 1,
  share: 2,
  seize: 3,
  release: 4,
  allocate: 5,
  free: 6,
  attempt: 7,
  settle: 8,
  end: 9,
} as const;

/** Programs of all classes as columns of numbers: a step is an index. */
export interface Compiled {
  readonly stations: readonly Station[];
  readonly rows: readonly string[];
  /** First step of each program of each class. */
  readonly entries: readonly (readonly number[])[];
  readonly code: Int32Array;
  readonly station: Int32Array;
  readonly row: Int32Array;
  /** Units or slots; at `attempt` the parking station, or -1. */
  readonly units: Int32Array;
  /** The queue whose being busy skips the step, or -1; at `attempt` the row of the time that is spent parked. */
  readonly other: Int32Array;
  /** 1: gives up when full. */
  readonly givesUp: Uint8Array;
  readonly samplers: readonly Sampler[];
  /** Most allocations that an operation holds at once. */
  readonly held: number;
}

/** @throws UserError where a step does not fit its station, or an operation would not give back what it took. */
export function compile(network: Network): Compiled {
  return new Compilation(network).compiled();
}

const NO_TIME: Sampler = () => 0;

class Compilation {
  readonly #network: Network;
  readonly #indexes: ReadonlyMap<string, number>;
  readonly #rows: string[] = [];
  readonly #columns = {
    code: [] as number[],
    station: [] as number[],
    row: [] as number[],
    units: [] as number[],
    other: [] as number[],
  };
  readonly #givesUp: number[] = [];
  readonly #samplers: Sampler[] = [];
  #holdings = new Holdings();
  #held = 0;

  constructor(network: Network) {
    this.#network = network;
    this.#indexes = new Map(network.stations.map(({ name }, index) => [name, index]));
    // Streams of random numbers go by these names: equal ones would give equal numbers.
    assertDifferent(network.stations, 'stations');
    assertDifferent(network.classes, 'classes');
    network.stations.forEach(checkStation);
  }

  compiled(): Compiled {
    const entries = this.#network.classes.map((jobClass) => this.#class(jobClass));
    const { code, station, row, units, other } = this.#columns;
    return {
      stations: this.#network.stations,
      rows: this.#rows,
      entries,
      code: Int32Array.from(code),
      station: Int32Array.from(station),
      row: Int32Array.from(row),
      units: Int32Array.from(units),
      other: Int32Array.from(other),
      givesUp: Uint8Array.from(this.#givesUp),
      samplers: this.#samplers,
      held: this.#held,
    };
  }

  #class(jobClass: JobClass): number[] {
    checkPopulation(jobClass);
    return jobClass.programs.map((program) => {
      const entry = this.#columns.code.length;
      this.#holdings = new Holdings();
      this.#program(program, null);
      this.#holdings.assertNothing(jobClass.name);
      this.#held = Math.max(this.#held, this.#holdings.mostAllocations);
      this.#emit(CODE.end, {});
      return entry;
    });
  }

  #program(program: Program, attempt: AttemptStep | null): void {
    for (const step of program) this.#step(step, attempt);
  }

  #step(step: Step, attempt: AttemptStep | null): void {
    switch (step.kind) {
      case 'serve': {
        const station = this.#at(step.at, ['delay', 'queue', 'sharing']);
        const { kind } = this.#network.stations[station] as Station;
        const code = kind === 'delay' ? CODE.serve : kind === 'queue' ? CODE.queue : CODE.share;
        const other = step.unlessBusy === null ? -1 : this.#at(step.unlessBusy, ['queue', 'resource']);
        this.#emit(code, { station, row: step.row, other, time: this.#time(step.time, step.at) });
        return;
      }
      case 'seize': {
        const station = this.#at(step.at, ['resource']);
        this.#limit(step.at, step.units);
        this.#holdings.seize(step.at, step.units);
        this.#emit(CODE.seize, { station, row: step.row, units: step.units, givesUp: step.whenFull === 'give-up' });
        return;
      }
      case 'release': {
        const station = this.#at(step.at, ['resource']);
        this.#holdings.release(step.at, step.units);
        this.#emit(CODE.release, { station, units: step.units });
        return;
      }
      case 'allocate': {
        const station = this.#at(step.at, ['pool']);
        this.#limit(step.at, step.slots);
        this.#assertRoom(step, attempt);
        const time = this.#time(step.hold, step.at);
        const givesUp = step.whenFull === 'give-up';
        this.#emit(CODE.allocate, { station, row: step.row, units: step.slots, givesUp, time });
        return;
      }
      case 'free': {
        const station = this.#at(step.at, ['pool']);
        this.#holdings.free(step.at);
        this.#emit(CODE.free, { station, row: step.row, time: this.#time(step.hold, step.at) });
        return;
      }
      case 'attempt':
        this.#attempt(step, attempt);
    }
  }

  #attempt(step: AttemptStep, around: AttemptStep | null): void {
    if (around !== null) throw refused('an attempt', 'an attempt inside it', 'attempts that do not nest');
    const parking = step.otherwise.kind === 'park' ? step.otherwise : null;
    const units = parking === null ? -1 : this.#at(parking.at, ['parking']);
    this.#emit(CODE.attempt, { units, other: parking === null ? -1 : this.#row(parking.row) });
    this.#holdings.beginAttempt();
    this.#program(step.steps, step);
    this.#holdings.endAttempt();
    this.#emit(CODE.settle, {});
  }

  #emit(
    code: number,
    columns: { station?: number; row?: string; units?: number; other?: number; givesUp?: boolean; time?: Sampler },
  ): void {
    this.#columns.code.push(code);
    this.#columns.station.push(columns.station ?? -1);
    this.#columns.row.push(columns.row === undefined ? -1 : this.#row(columns.row));
    this.#columns.units.push(columns.units ?? 0);
    this.#columns.other.push(columns.other ?? -1);
    this.#givesUp.push(columns.givesUp === true ? 1 : 0);
    this.#samplers.push(columns.time ?? NO_TIME);
  }

  #at(name: string, kinds: readonly Station['kind'][]): number {
    const index = this.#indexes.get(name);
    const kind = index === undefined ? 'nothing' : (this.#network.stations[index] as Station).kind;
    if (index === undefined || !kinds.some((one) => one === kind))
      throw refused(`the station ${JSON.stringify(name)} of a step`, kind, kinds.join(' or '));
    return index;
  }

  #row(name: string): number {
    const known = this.#rows.indexOf(name);
    return known >= 0 ? known : this.#rows.push(name) - 1;
  }

  #time(distribution: Distribution, station: string): Sampler {
    checkTime(distribution, `a service at ${station}`);
    return samplerOf(distribution);
  }

  /** What is larger than the whole would wait for ever. */
  #limit(name: string, units: number): void {
    const station = this.#network.stations.find((one) => one.name === name);
    checkCount(units, `what a step takes of ${name}`, station?.kind === 'resource' ? station.units : SEGMENT_SLOTS);
  }

  /** Who holds the whole pool by itself and waits for more does so for ever. Who gives up fails, as it would in the kernel. */
  #assertRoom({ at, slots, whenFull }: AllocateStep, attempt: AttemptStep | null): void {
    const held = this.#holdings.allocate(at, slots);
    const station = this.#network.stations.find(({ name }) => name === at);
    const room = station?.kind === 'pool' ? Math.ceil(station.slots / SEGMENT_SLOTS) * SEGMENT_SLOTS : 0;
    const waits = whenFull === 'wait' || attempt?.otherwise.kind === 'park';
    if (waits && held > room)
      throw refused(`what one operation holds of ${at}`, `${held} slots`, `the ${room} that there are, at most`);
  }
}

function assertDifferent(named: readonly { readonly name: string }[], what: string): void {
  const names = named.map(({ name }) => name);
  const repeated = names.find((name, index) => names.indexOf(name) !== index);
  if (repeated !== undefined) throw refused(`two ${what}`, `both named ${JSON.stringify(repeated)}`, 'names that differ');
}
