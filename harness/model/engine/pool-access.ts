import type { Servers } from './servers.ts';
import type { World } from './world.ts';

/** Allocating and freeing under the locks of a pool's areas. */
export class PoolAccess {
  readonly #world: World;
  readonly #servers: Servers;
  /** 1: a job that waited for room is on its way to try again. */
  readonly #isTrying: Uint8Array;

  constructor(world: World, servers: Servers) {
    this.#world = world;
    this.#servers = servers;
    this.#isTrying = new Uint8Array(world.firstClass);
  }

  allocate(job: number, station: number, willWait: boolean): void {
    // Whoever waits for room is not overtaken by others that would wait too.
    if (willWait && this.#isAwaited(station)) this.#wait(job, station);
    else this.#tryAreas(job, station);
  }

  free(job: number, station: number): void {
    const { pools, jobs } = this.#world;
    const area = pools.at(station).slots.areaOf(jobs.firstHeld(job, station));
    this.#servers.queue(job, (pools.firstLock[station] as number) + area);
  }

  /** The lock of an area was held. True where the job has to give up. */
  allocated(job: number, step: number): boolean {
    const { jobs, compiled, pools, now } = this.#world;
    const station = compiled.station[step] as number;
    const slots = compiled.units[step] as number;
    const pool = pools.at(station);
    const first = pool.allocate(jobs.area[job] as number, slots, now);
    if (first >= 0) {
      jobs.hold(job, station, first, slots);
      this.#world.goOn(job);
      if (jobs.isTryingAgain[job] === 1) this.#letNextTry(job, station);
      return false;
    }
    jobs.tried[job] = (jobs.tried[job] as number) + 1;
    if ((jobs.tried[job] as number) < pool.slots.areas) {
      this.#lockArea(job, station);
      return false;
    }
    pool.full++;
    if (compiled.givesUp[step] === 1) return true;
    // An area that had been tried may have got room since; it belongs to the first who waits.
    const isFirst = jobs.isTryingAgain[job] === 1 || !this.#isAwaited(station);
    if (isFirst && pool.frees !== jobs.freesBefore[job]) this.#tryAreas(job, station);
    else this.#wait(job, station);
    return false;
  }

  freed(job: number, station: number): void {
    const { jobs, pools, now } = this.#world;
    const first = jobs.firstHeld(job, station);
    pools.at(station).free(first, jobs.letGo(job, station), now);
    this.#world.goOn(job);
    this.#letTry(station);
  }

  /** Gives back, in no time, what was allocated after the first `keep`. */
  undo(job: number, keep: number): void {
    const { jobs, pools, now } = this.#world;
    while ((jobs.heldCount[job] as number) > keep) {
      const { pool, first, slots } = jobs.letGoLast(job);
      pools.at(pool).free(first, slots, now);
      this.#letTry(pool);
    }
  }

  #tryAreas(job: number, station: number): void {
    const { jobs, pools } = this.#world;
    jobs.tried[job] = 0;
    jobs.freesBefore[job] = pools.at(station).frees;
    this.#lockArea(job, station);
  }

  /** First the area of the client's processor, then the others in turn. */
  #lockArea(job: number, station: number): void {
    const { jobs, pools } = this.#world;
    const area = ((jobs.client[job] as number) + (jobs.tried[job] as number)) % pools.at(station).slots.areas;
    jobs.area[job] = area;
    this.#servers.queue(job, (pools.firstLock[station] as number) + area);
  }

  /** Somebody waits for room, or is on its way to try again. */
  #isAwaited(station: number): boolean {
    return this.#world.stations.head[station] !== -1 || this.#isTrying[station] === 1;
  }

  /** Who was let try again and failed was the first of all, and stays so. */
  #wait(job: number, station: number): void {
    const { jobs, stations, now } = this.#world;
    this.#world.enter(job, station);
    if (jobs.isTryingAgain[job] === 1) {
      jobs.isTryingAgain[job] = 0;
      this.#isTrying[station] = 0;
      jobs.since[job] = now;
      stations.prepend(station, job, jobs.next);
    } else this.#world.wait(job, station);
  }

  /** Room may have come: the first who waits for it tries again. One at a time, so that their order is kept. */
  #letTry(station: number): void {
    if (this.#isTrying[station] === 1) return;
    const { jobs, stations } = this.#world;
    const job = stations.shift(station, jobs.next);
    if (job < 0) return;
    this.#isTrying[station] = 1;
    jobs.isTryingAgain[job] = 1;
    this.#world.hasWaited(job);
    this.#world.leave(job, station);
    this.#tryAreas(job, station);
  }

  #letNextTry(job: number, station: number): void {
    this.#world.jobs.isTryingAgain[job] = 0;
    this.#isTrying[station] = 0;
    this.#letTry(station);
  }
}
