import { UserError } from '../../core/errors.ts';
import type { Distribution, JobClass, Network, Program, Station, Step } from './network.ts';
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
  /** Units of each station that the program holds at this step. */
  #holds = new Map<string, number>();
  #held = 0;

  constructor(network: Network) {
    this.#network = network;
    this.#indexes = new Map(network.stations.map(({ name }, index) => [name, index]));
    if (this.#indexes.size !== network.stations.length) throw refused('two stations', 'the same name', 'names that differ');
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

  #class({ programs, population, name }: JobClass): number[] {
    checkTime(population.kind === 'closed' ? population.think : population.interarrival, `class ${name}`);
    if (population.kind === 'closed' && !isCount(population.clients))
      throw refused(`the clients of class ${name}`, String(population.clients), 'a whole number from 1');
    return programs.map((program) => {
      const entry = this.#columns.code.length;
      this.#holds = new Map();
      this.#program(program, false);
      for (const [station, units] of this.#holds)
        if (units !== 0)
          throw refused(`an operation of class ${name}`, `${units} of ${station} kept at its end`, 'all given back');
      this.#emit(CODE.end, {});
      return entry;
    });
  }

  #program(program: Program, isAttempt: boolean): void {
    for (const step of program) this.#step(step, isAttempt);
  }

  #step(step: Step, isAttempt: boolean): void {
    switch (step.kind) {
      case 'serve': {
        const station = this.#at(step.at, ['delay', 'queue', 'sharing']);
        const kind = this.#network.stations[station]?.kind;
        const code = kind === 'delay' ? CODE.serve : kind === 'queue' ? CODE.queue : CODE.share;
        const other = step.unlessBusy === null ? -1 : this.#at(step.unlessBusy, ['queue']);
        this.#emit(code, { station, row: step.row, other, time: this.#time(step.time, step.at) });
        return;
      }
      case 'seize': {
        const station = this.#at(step.at, ['resource']);
        this.#limit(step.at, step.units);
        if ((this.#holds.get(step.at) ?? 0) > 0)
          throw refused(`a step at ${step.at}`, 'seized while it is held', 'one at a time');
        this.#hold(step.at, step.units);
        this.#emit(CODE.seize, { station, row: step.row, units: step.units, givesUp: step.whenFull === 'give-up' });
        return;
      }
      case 'release':
        this.#hold(step.at, -step.units);
        this.#emit(CODE.release, { station: this.#at(step.at, ['resource']), units: step.units });
        return;
      case 'allocate': {
        const station = this.#at(step.at, ['pool']);
        this.#limit(step.at, step.slots);
        this.#hold(step.at, 1);
        this.#held = Math.max(this.#held, this.#holds.get(step.at) ?? 0);
        const time = this.#time(step.hold, step.at);
        this.#emit(CODE.allocate, {
          station,
          row: step.row,
          units: step.slots,
          givesUp: step.whenFull === 'give-up',
          time,
        });
        return;
      }
      case 'free':
        this.#hold(step.at, -1);
        this.#emit(CODE.free, {
          station: this.#at(step.at, ['pool']),
          row: step.row,
          time: this.#time(step.hold, step.at),
        });
        return;
      case 'attempt': {
        if (isAttempt) throw refused('an attempt', 'an attempt inside it', 'attempts that do not nest');
        const parking = step.otherwise.kind === 'park' ? step.otherwise : null;
        const units = parking === null ? -1 : this.#at(parking.at, ['parking']);
        this.#emit(CODE.attempt, { units, other: parking === null ? -1 : this.#row(parking.row) });
        this.#program(step.steps, true);
        this.#emit(CODE.settle, {});
        return;
      }
    }
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

  #hold(station: string, units: number): void {
    const holds = (this.#holds.get(station) ?? 0) + units;
    if (holds < 0) throw refused(`a step at ${station}`, 'more given back than taken', 'a seize or allocate before it');
    this.#holds.set(station, holds);
  }

  /** What is larger than the whole would wait for ever. */
  #limit(name: string, units: number): void {
    const station = this.#network.stations.find((one) => one.name === name);
    const room = station?.kind === 'resource' ? station.units : station?.kind === 'pool' ? LONGEST_RUN : 0;
    if (!isCount(units) || units > room)
      throw refused(`what a step takes of ${name}`, String(units), `a whole number from 1 to ${room}`);
  }
}

/** IO_TLB_SEGSIZE: a mapping lies in one segment. */
const LONGEST_RUN = 128;

function checkStation(station: Station): void {
  const { name } = station;
  const counts: Readonly<Record<string, number>> =
    station.kind === 'queue'
      ? { servers: station.servers }
      : station.kind === 'resource'
        ? { units: station.units }
        : station.kind === 'pool'
          ? { slots: station.slots, areas: station.areas }
          : station.kind === 'parking'
            ? { ticks: station.ticks }
            : {};
  for (const [what, count] of Object.entries(counts))
    if (!isCount(count)) throw refused(`${what} of station ${name}`, String(count), 'a whole number from 1');
  if ('handoverNs' in station && !isTime(station.handoverNs))
    throw refused(`the hand-over of station ${name}`, String(station.handoverNs), 'a time of 0 ns or more');
  if (station.kind === 'parking' && !(isTime(station.tickNs) && station.tickNs > 0))
    throw refused(`the tick of station ${name}`, String(station.tickNs), 'a time above 0 ns');
  if (station.kind === 'sharing' && station.speed.some((speed) => !(Number.isFinite(speed) && speed > 0)))
    throw refused(`the speeds of station ${name}`, station.speed.join(', '), 'numbers above 0');
}

function checkTime(distribution: Distribution, of: string): void {
  if (distribution.family === 'mixture') {
    for (const { weight, of: part } of distribution.parts) {
      if (!(Number.isFinite(weight) && weight > 0))
        throw refused(`a weight in the time of ${of}`, String(weight), 'a number above 0');
      checkTime(part, of);
    }
    return;
  }
  if (!isTime(distribution.meanNs))
    throw refused(`the mean time of ${of}`, String(distribution.meanNs), 'a time of 0 ns or more');
  if (distribution.family === 'erlang' && !isCount(distribution.stages))
    throw refused(`the stages of ${of}`, String(distribution.stages), 'a whole number from 1');
  if (distribution.family === 'lognormal' && !isTime(distribution.cv))
    throw refused(`the variation of ${of}`, String(distribution.cv), 'a number of 0 or more');
  if (distribution.family === 'pareto' && !(distribution.shape > 1 && Number.isFinite(distribution.shape)))
    throw refused(`the shape of ${of}`, String(distribution.shape), 'a number above 1: otherwise there is no mean');
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 1;
}

function isTime(value: number): boolean {
  return Number.isFinite(value) && value >= 0;
}

function refused(what: string, got: string, expected: string): UserError {
  return new UserError({ code: 'model-network', what, got, expected, fix: 'correct the configuration of the model' });
}
