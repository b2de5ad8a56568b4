import type { World } from './world.ts';

/** Units that are seized and released; `busy` of such a station counts them. */
export class Resources {
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  /** False where there are too few units, or others wait for theirs. */
  seize(job: number, station: number): boolean {
    if (this.#world.stations.head[station] !== -1 || !this.#fits(job, station)) return false;
    this.#world.enter(job, station);
    this.#take(job, station);
    return true;
  }

  wait(job: number, station: number): void {
    this.#world.enter(job, station);
    this.#world.wait(job, station);
  }

  release(job: number, station: number, units: number): void {
    const world = this.#world;
    const { jobs, stations } = world;
    const index = job * stations.count + station;
    jobs.seized[index] = (jobs.seized[index] as number) - units;
    stations.changeBusy(station, -units, world.now);
    world.leave(job, station);
    for (
      let next = stations.head[station] as number;
      next >= 0 && this.#fits(next, station);
      next = stations.head[station] as number
    ) {
      stations.shift(station, jobs.next);
      world.hasWaited(next);
      this.#take(next, station);
      world.goOn(next);
    }
  }

  #fits(job: number, station: number): boolean {
    const { stations, traits } = this.#world;
    return (stations.busy[station] as number) + this.#wanted(job) <= (traits.servers[station] as number);
  }

  #take(job: number, station: number): void {
    const world = this.#world;
    const units = this.#wanted(job);
    const index = job * world.stations.count + station;
    world.jobs.seized[index] = (world.jobs.seized[index] as number) + units;
    world.stations.changeBusy(station, units, world.now);
    world.visit(job, world.rowOf(job));
  }

  #wanted(job: number): number {
    return this.#world.compiled.units[this.#world.jobs.step[job] as number] as number;
  }
}
