import { PATH } from './path-columns.ts';
import type { PoolAccess } from './pool-access.ts';
import type { Resources } from './resources.ts';
import { EVENT, type World } from './world.ts';

/** What becomes of operations that found something full: undone, and either failed or parked until the kernel's timer tries them again. */
export class Attempts {
  readonly #world: World;
  readonly #resources: Resources;
  readonly #poolAccess: PoolAccess;
  /** 1: the timer of that parking station runs. */
  readonly #isArmed: Uint8Array;

  constructor(world: World, resources: Resources, poolAccess: PoolAccess) {
    this.#world = world;
    this.#resources = resources;
    this.#poolAccess = poolAccess;
    this.#isArmed = new Uint8Array(world.firstClass);
  }

  begin(job: number, step: number): void {
    const { jobs, stations, firstClass } = this.#world;
    jobs.attempt[job] = step;
    jobs.heldBefore[job] = jobs.heldCount[job] as number;
    const base = job * stations.count;
    for (let index = base; index < base + firstClass; index++) jobs.seizedBefore[index] = jobs.seized[index] as number;
  }

  settle(job: number): void {
    this.#world.jobs.attempt[job] = -1;
  }

  /** False where the operation has failed. Without an attempt around it, all that it holds is given back. */
  giveUp(job: number): boolean {
    const world = this.#world;
    const { jobs } = world;
    const attempt = jobs.attempt[job] as number;
    const parking = attempt < 0 ? -1 : (world.compiled.units[attempt] as number);
    this.#undo(job, parking >= 0);
    if (parking < 0) return false;
    jobs.step[job] = attempt;
    jobs.hasParked[job] = 1;
    world.enter(job, parking);
    world.wait(job, parking);
    if (this.#isArmed[parking] === 0) {
      this.#isArmed[parking] = 1;
      world.schedule(world.traits.tickAfter(parking, world.now), parking, EVENT.tick);
    }
    return true;
  }

  /** The timer of a parking station: all that are there try again, in the order in which they came. */
  tick(parking: number): void {
    const world = this.#world;
    const { jobs, stations, compiled } = world;
    this.#isArmed[parking] = 0;
    for (let job = stations.shift(parking, jobs.next); job >= 0; job = stations.shift(parking, jobs.next)) {
      const row = compiled.other[jobs.step[job] as number] as number;
      world.bookSince(job, row, PATH.waiting);
      world.visit(job, row);
      world.leave(job, parking);
      world.ready(job);
    }
  }

  #undo(job: number, isAttemptOnly: boolean): void {
    const { jobs, stations, firstClass } = this.#world;
    this.#poolAccess.undo(job, isAttemptOnly ? (jobs.heldBefore[job] as number) : 0);
    for (let station = 0; station < firstClass; station++) {
      const index = job * stations.count + station;
      const units = (jobs.seized[index] as number) - (isAttemptOnly ? (jobs.seizedBefore[index] as number) : 0);
      if (units > 0) this.#resources.release(job, station, units);
    }
  }
}
