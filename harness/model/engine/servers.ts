import { PATH } from './path-columns.ts';
import { EVENT, type World } from './world.ts';

// Bound here because an import is looked up anew at each use, and this is the innermost loop.
const { served, shared } = EVENT;
const { waiting, service } = PATH;

/** Stations that serve: delays, queues, the locks of pools, and shared ones. */
export class Servers {
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  isBusy(station: number): boolean {
    return (this.#world.stations.busy[station] as number) > 0;
  }

  delay(job: number, station: number): void {
    this.#world.enter(job, station);
    this.#serve(job, station, false);
  }

  queue(job: number, station: number): void {
    const { stations, traits } = this.#world;
    this.#world.enter(job, station);
    if ((stations.busy[station] as number) < (traits.servers[station] as number)) this.#serve(job, station, false);
    else this.#world.wait(job, station);
  }

  #serve(job: number, station: number, hasWaited: boolean): void {
    const world = this.#world;
    world.visit(job, world.rowOf(job));
    world.jobs.servedAt[job] = station;
    world.jobs.since[job] = world.now;
    world.stations.changeBusy(station, 1, world.now);
    const handover = hasWaited ? (world.traits.handover[station] as number) : 0;
    world.schedule(world.now + world.draw(job) + handover, job, served);
  }

  /** Ends a service, and begins that of the first who waits. */
  served(job: number): void {
    const world = this.#world;
    const { jobs, stations, now } = world;
    const station = jobs.servedAt[job] as number;
    jobs.servedAt[job] = -1;
    world.bookSince(job, world.rowOf(job), service);
    stations.served(station, jobs.since[job] as number, now);
    stations.changeBusy(station, -1, now);
    world.leave(job, station);
    const next = stations.shift(station, jobs.next);
    if (next < 0) return;
    world.hasWaited(next);
    this.#serve(next, station, true);
  }

  share(job: number, station: number): void {
    const world = this.#world;
    const sharing = world.traits.sharing(station);
    const work = world.draw(job);
    world.enter(job, station);
    world.visit(job, world.rowOf(job));
    world.jobs.service[job] = work;
    world.jobs.since[job] = world.now;
    if (world.stations.present[station] === 1) world.stations.changeBusy(station, 1, world.now);
    sharing.add(job, work, world.now);
    world.schedule(sharing.doneAt, station, shared);
  }

  /** Somebody is done at a shared station, unless others came meanwhile and slowed everybody down. */
  shared(station: number): void {
    const world = this.#world;
    const sharing = world.traits.sharing(station);
    if (sharing.doneAt !== world.now) return;
    const job = sharing.remove(world.now);
    if (sharing.doneAt >= 0) world.schedule(sharing.doneAt, station, shared);
    const stay = world.now - (world.jobs.since[job] as number);
    const alone = Math.min(stay, world.jobs.service[job] as number);
    const row = world.rowOf(job);
    world.book(job, row, service, alone);
    world.book(job, row, waiting, stay - alone);
    world.leave(job, station);
    if (world.stations.present[station] === 0) world.stations.changeBusy(station, -1, world.now);
    world.goOn(job);
  }
}
