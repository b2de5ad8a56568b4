import { Attempts } from './attempts.ts';
import { ClassTally } from './class-tally.ts';
import { CODE } from './compile.ts';
import { deadlocked, overloaded, standsStill, tooLong, withoutProgress } from './endless.ts';
import { MOST_JOBS } from './jobs.ts';
import type { Network } from './network.ts';
import { PoolAccess } from './pool-access.ts';
import { Population } from './population.ts';
import { Resources } from './resources.ts';
import { Servers } from './servers.ts';
import { LAST_TICK } from './ticks.ts';
import { EVENT, KIND_BITS, KIND_MASK, World } from './world.ts';

// Bound here because an import is looked up anew at each use, and this is the innermost loop.
const { serve, queue, share, seize, release, allocate, free, attempt, settle } = CODE;
const { served, begin, arrival, shared, tick } = EVENT;
const kindBits = KIND_BITS;
const kindMask = KIND_MASK;

const LIMITS = {
  /** Events at one point in time, several for each job that there can be: time will never go on. */
  eventsAtOnce: 1_000_000,
  /** Events without an operation of the first class that ends, a second or two of computing: others go on, but it waits for ever. */
  eventsOfOthers: 5_000_000,
  /** Later times are not exact. */
  time: LAST_TICK,
} as const;

/** A simulation under way: one event after the other, each of which lets jobs go on until they wait or are served. */
export class Simulation {
  readonly world: World;
  readonly tallies: readonly ClassTally[];
  events = 0;
  #eventsNow = 0;
  /** Events before the last operation of the first class ended. */
  #eventsBefore = 0;
  readonly #population: Population;
  readonly #turns: Int32Array;
  readonly #servers: Servers;
  readonly #resources: Resources;
  readonly #poolAccess: PoolAccess;
  readonly #attempts: Attempts;

  constructor(network: Network, seed: number) {
    this.world = new World(network, seed);
    this.tallies = network.classes.map(({ name }) => new ClassTally(name, this.world.compiled.rows));
    this.#servers = new Servers(this.world);
    this.#resources = new Resources(this.world);
    this.#poolAccess = new PoolAccess(this.world, this.#servers);
    this.#attempts = new Attempts(this.world, this.#resources, this.#poolAccess);
    this.#population = new Population(network, this.world.streams);
    this.#turns = new Int32Array(network.classes.length);
    for (let jobClass = 0; jobClass < network.classes.length; jobClass++) this.#populate(jobClass);
  }

  /** Carries out the next event. @throws UserError where there is none, or where time does not go on. */
  step(): void {
    const { world } = this;
    const event = world.list.take();
    if (event < 0) throw deadlocked(this.#crowded());
    this.events++;
    this.#advanceTime(world.list.time);
    this.#carryOut(event >> kindBits, event & kindMask);
    for (let job = world.takeReady(); job >= 0; job = world.takeReady()) this.#advance(job);
  }

  #advanceTime(time: number): void {
    if (time !== this.world.now) this.#eventsNow = 0;
    else if (++this.#eventsNow > LIMITS.eventsAtOnce) throw standsStill(time);
    // What is no number is not less than anything.
    if (!(time <= LIMITS.time)) throw tooLong(time);
    if (this.events - this.#eventsBefore > LIMITS.eventsOfOthers) throw withoutProgress(LIMITS.eventsOfOthers, this.#crowded());
    this.world.now = time;
  }

  #carryOut(index: number, kind: number): void {
    switch (kind) {
      case served:
        this.#served(index);
        break;
      case begin:
        this.#begin(index);
        break;
      case arrival:
        this.#arrive(index);
        break;
      case shared:
        this.#servers.shared(index);
        break;
      case tick:
        this.#attempts.tick(index);
        break;
    }
  }

  #populate(jobClass: number): void {
    const first = this.#population.firstClient[jobClass] as number;
    if (this.#population.isOpen[jobClass] === true) {
      this.world.schedule(this.#population.interval(jobClass, first), jobClass, arrival);
      return;
    }
    for (let turn = 0; turn < (this.#population.clients[jobClass] as number); turn++) {
      const job = this.#newJob(jobClass, first + turn, turn);
      this.world.schedule(this.#population.interval(jobClass, first + turn), job, begin);
    }
  }

  #newJob(jobClass: number, client: number, turn: number): number {
    const { jobs, compiled } = this.world;
    const job = jobs.take();
    const entries = compiled.entries[jobClass] as readonly number[];
    jobs.jobClass[job] = jobClass;
    jobs.client[job] = client;
    jobs.entry[job] = entries[turn % entries.length] as number;
    return job;
  }

  #arrive(jobClass: number): void {
    const client = this.#population.firstClient[jobClass] as number;
    this.world.schedule(this.world.now + this.#population.interval(jobClass, client), jobClass, arrival);
    if (this.world.jobs.present >= MOST_JOBS) throw overloaded(this.world.jobs.present);
    const turn = this.#turns[jobClass] as number;
    this.#turns[jobClass] = turn + 1;
    this.#begin(this.#newJob(jobClass, client, turn));
  }

  #begin(job: number): void {
    const { jobs, firstClass, now } = this.world;
    jobs.startedAt[job] = now;
    jobs.step[job] = jobs.entry[job] as number;
    this.world.enter(job, firstClass + (jobs.jobClass[job] as number));
    this.#advance(job);
  }

  #served(job: number): void {
    const { compiled, jobs } = this.world;
    this.#servers.served(job);
    const step = jobs.step[job] as number;
    const code = compiled.code[step];
    if (code === allocate) {
      if (this.#poolAccess.allocated(job, step)) this.#giveUp(job);
    } else if (code === free) this.#poolAccess.freed(job, compiled.station[step] as number);
    else this.#goOn(job);
  }

  /** With its next step, at once: while an event is carried out, nobody is ready before the job that it is about. */
  #goOn(job: number): void {
    const { jobs } = this.world;
    jobs.step[job] = (jobs.step[job] as number) + 1;
    this.#advance(job);
  }

  /** Goes through the steps of a job's operation until one makes it wait or takes time. */
  #advance(job: number): void {
    const { jobs } = this.world;
    while (this.#takesNoTime(job, jobs.step[job] as number)) jobs.step[job] = (jobs.step[job] as number) + 1;
  }

  /** Begins a step. True where it is over at once. */
  #takesNoTime(job: number, step: number): boolean {
    const { compiled } = this.world;
    const station = compiled.station[step] as number;
    const code = compiled.code[step] as number;
    if (code <= share) {
      const other = compiled.other[step] as number;
      if (other >= 0 && this.#servers.isBusy(other)) return true;
      if (code === serve) this.#servers.delay(job, station);
      else if (code === queue) this.#servers.queue(job, station);
      else this.#servers.share(job, station);
      return false;
    }
    switch (code) {
      case seize:
        if (this.#resources.seize(job, station)) return true;
        if (compiled.givesUp[step] === 1) this.#giveUp(job);
        else this.#resources.wait(job, station);
        return false;
      case release:
        this.#resources.release(job, station, compiled.units[step] as number);
        return true;
      case allocate:
        this.#poolAccess.allocate(job, station, compiled.givesUp[step] === 0);
        return false;
      case free:
        this.#poolAccess.free(job, station);
        return false;
      case attempt:
        this.#attempts.begin(job, step);
        return true;
      case settle:
        this.#attempts.settle(job);
        return true;
      default:
        this.#complete(job);
        return false;
    }
  }

  #giveUp(job: number): void {
    if (this.#attempts.giveUp(job)) return;
    this.#tally(job).failed++;
    this.#end(job);
  }

  #complete(job: number): void {
    const { jobs, now } = this.world;
    this.#tally(job).completed(now - (jobs.startedAt[job] as number), jobs, job);
    this.#end(job);
  }

  #tally(job: number): ClassTally {
    return this.tallies[this.world.jobs.jobClass[job] as number] as ClassTally;
  }

  #end(job: number): void {
    const { jobs, firstClass, now } = this.world;
    const jobClass = jobs.jobClass[job] as number;
    if (jobClass === 0) this.#eventsBefore = this.events;
    jobs.clear(job);
    this.world.leave(job, firstClass + jobClass);
    if (this.#population.isOpen[jobClass] === true) jobs.give(job);
    else this.world.schedule(now + this.#population.interval(jobClass, jobs.client[job] as number), job, begin);
  }

  #crowded(): string[] {
    return this.world.traits.names.filter((_, station) => (this.world.stations.present[station] as number) > 0);
  }
}
