import { PATH } from './path-columns.ts';

/** At once: some hundred megabytes. An open class that has more arrives faster than it is served. */
export const MOST_JOBS = 250_000;

const FIRST_CAPACITY = 64;

/** The jobs that are in the simulation, one index each; columns grow when an open class brings more than ever before. */
export class Jobs {
  capacity = FIRST_CAPACITY;
  present = 0;
  readonly rows: number;
  readonly stations: number;
  readonly held: number;

  jobClass = new Int32Array(FIRST_CAPACITY);
  /** Number of the client over all classes. */
  client = new Int32Array(FIRST_CAPACITY);
  step = new Int32Array(FIRST_CAPACITY);
  /** First step of its program. */
  entry = new Int32Array(FIRST_CAPACITY);
  startedAt = new Float64Array(FIRST_CAPACITY);
  /** Since when it waits, or is served. */
  since = new Float64Array(FIRST_CAPACITY);
  /** Of the service that it is in or that is to come. */
  service = new Float64Array(FIRST_CAPACITY);
  /** The station that serves it, or -1. */
  servedAt = new Int32Array(FIRST_CAPACITY);
  /** Who waits behind it, or -1. */
  next = new Int32Array(FIRST_CAPACITY);
  /** Areas of a pool that it has tried in vain. */
  tried = new Int32Array(FIRST_CAPACITY);
  /** The area whose lock it waits for or holds while it allocates. */
  area = new Int32Array(FIRST_CAPACITY);
  /** How often the pool had been given back to when it began to try. */
  freesBefore = new Float64Array(FIRST_CAPACITY);
  /** 1: it waited for room and was let try again. */
  isTryingAgain = new Uint8Array(FIRST_CAPACITY);
  hasParked = new Uint8Array(FIRST_CAPACITY);
  /** First step of the attempt that it is in, or -1; how many allocations it held when that began. */
  attempt = new Int32Array(FIRST_CAPACITY);
  heldBefore = new Int32Array(FIRST_CAPACITY);

  /** Per job and row: waiting, service, visits, of the operation so far. */
  path: Float64Array;
  /** Per job and station; -1 where it is not. */
  enteredAt: Float64Array;
  seized: Int32Array;
  seizedBefore: Int32Array;
  /** Allocations in the order in which they were made, a ring for each job: first slot, slots, pool. */
  heldCount = new Int32Array(FIRST_CAPACITY);
  heldFrom = new Int32Array(FIRST_CAPACITY);
  heldSlot: Int32Array;
  heldSlots: Int32Array;
  heldPool: Int32Array;

  readonly #width: number;
  #free: Int32Array;
  #freeCount = FIRST_CAPACITY;

  constructor(rows: number, stations: number, held: number) {
    this.rows = rows;
    this.stations = stations;
    this.held = held;
    this.#width = rows * PATH.columns;
    this.path = new Float64Array(FIRST_CAPACITY * this.#width);
    this.enteredAt = new Float64Array(FIRST_CAPACITY * stations).fill(-1);
    this.seized = new Int32Array(FIRST_CAPACITY * stations);
    this.seizedBefore = new Int32Array(FIRST_CAPACITY * stations);
    this.heldSlot = new Int32Array(FIRST_CAPACITY * held);
    this.heldSlots = new Int32Array(FIRST_CAPACITY * held);
    this.heldPool = new Int32Array(FIRST_CAPACITY * held);
    this.#free = Int32Array.from({ length: FIRST_CAPACITY }, (_, index) => FIRST_CAPACITY - 1 - index);
    this.servedAt.fill(-1);
    this.attempt.fill(-1);
  }

  take(): number {
    if (this.#freeCount === 0) this.#grow();
    this.present++;
    return this.#free[--this.#freeCount] as number;
  }

  give(job: number): void {
    this.present--;
    this.#free[this.#freeCount++] = job;
  }

  /** After an operation: its path is forgotten. */
  clear(job: number): void {
    const { path } = this;
    const end = (job + 1) * this.#width;
    for (let column = end - this.#width; column < end; column++) path[column] = 0;
    this.hasParked[job] = 0;
    this.attempt[job] = -1;
  }

  hold(job: number, pool: number, first: number, slots: number): void {
    const count = this.heldCount[job] as number;
    const index = this.#heldAt(job, count);
    this.heldCount[job] = count + 1;
    this.heldPool[index] = pool;
    this.heldSlot[index] = first;
    this.heldSlots[index] = slots;
  }

  /** First slot of the oldest allocation there that it still holds. */
  firstHeld(job: number, pool: number): number {
    return this.heldSlot[this.#heldAt(job, this.#oldest(job, pool))] as number;
  }

  /** Forgets the oldest allocation there. @returns its slots */
  letGo(job: number, pool: number): number {
    const { heldPool, heldSlot, heldSlots } = this;
    let place = this.#oldest(job, pool);
    let index = this.#heldAt(job, place);
    const slots = heldSlots[index] as number;
    // Those of other pools before it, of which there are few, move up.
    for (; place > 0; place--) {
      const before = this.#heldAt(job, place - 1);
      heldPool[index] = heldPool[before] as number;
      heldSlot[index] = heldSlot[before] as number;
      heldSlots[index] = heldSlots[before] as number;
      index = before;
    }
    this.heldFrom[job] = ((this.heldFrom[job] as number) + 1) % this.held;
    this.heldCount[job] = (this.heldCount[job] as number) - 1;
    return slots;
  }

  letGoLast(job: number): { pool: number; first: number; slots: number } {
    const left = (this.heldCount[job] as number) - 1;
    this.heldCount[job] = left;
    const index = this.#heldAt(job, left);
    return {
      pool: this.heldPool[index] as number,
      first: this.heldSlot[index] as number,
      slots: this.heldSlots[index] as number,
    };
  }

  /** Slots of all that it holds. */
  slotsHeld(job: number): number {
    let slots = 0;
    for (let place = 0; place < (this.heldCount[job] as number); place++)
      slots += this.heldSlots[this.#heldAt(job, place)] as number;
    return slots;
  }

  #oldest(job: number, pool: number): number {
    let place = 0;
    while (this.heldPool[this.#heldAt(job, place)] !== pool) place++;
    return place;
  }

  #heldAt(job: number, place: number): number {
    return job * this.held + (((this.heldFrom[job] as number) + place) % this.held);
  }

  #grow(): void {
    const before = this.capacity;
    const capacity = before * 2;
    this.capacity = capacity;
    this.jobClass = copied(this.jobClass, new Int32Array(capacity));
    this.client = copied(this.client, new Int32Array(capacity));
    this.step = copied(this.step, new Int32Array(capacity));
    this.entry = copied(this.entry, new Int32Array(capacity));
    this.startedAt = copied(this.startedAt, new Float64Array(capacity));
    this.since = copied(this.since, new Float64Array(capacity));
    this.service = copied(this.service, new Float64Array(capacity));
    this.servedAt = copied(this.servedAt, new Int32Array(capacity).fill(-1));
    this.next = copied(this.next, new Int32Array(capacity));
    this.tried = copied(this.tried, new Int32Array(capacity));
    this.area = copied(this.area, new Int32Array(capacity));
    this.freesBefore = copied(this.freesBefore, new Float64Array(capacity));
    this.isTryingAgain = copied(this.isTryingAgain, new Uint8Array(capacity));
    this.hasParked = copied(this.hasParked, new Uint8Array(capacity));
    this.attempt = copied(this.attempt, new Int32Array(capacity).fill(-1));
    this.heldBefore = copied(this.heldBefore, new Int32Array(capacity));
    this.path = copied(this.path, new Float64Array(capacity * this.#width));
    this.enteredAt = copied(this.enteredAt, new Float64Array(capacity * this.stations).fill(-1));
    this.seized = copied(this.seized, new Int32Array(capacity * this.stations));
    this.seizedBefore = copied(this.seizedBefore, new Int32Array(capacity * this.stations));
    this.heldCount = copied(this.heldCount, new Int32Array(capacity));
    this.heldFrom = copied(this.heldFrom, new Int32Array(capacity));
    this.heldSlot = copied(this.heldSlot, new Int32Array(capacity * this.held));
    this.heldSlots = copied(this.heldSlots, new Int32Array(capacity * this.held));
    this.heldPool = copied(this.heldPool, new Int32Array(capacity * this.held));
    this.#free = new Int32Array(capacity);
    for (let job = capacity - 1; job >= before; job--) this.#free[this.#freeCount++] = job;
  }
}

function copied<Column extends Int32Array | Float64Array | Uint8Array>(from: Column, to: Column): Column {
  to.set(from);
  return to;
}
