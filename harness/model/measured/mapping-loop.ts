import { readThreadUsage, usageBetween } from '../../system/thread-usage.ts';
import { INTERRUPTED_NS, type LockCondition, PAGE_SLOTS, REQUESTS_IN_FLIGHT, SAMPLED_EVERY } from './lock-condition.ts';
import { PageCopies } from './page-copies.ts';
import { type PoolMemory, SharedPool } from './shared-pool.ts';

export interface LoopPlace {
  readonly condition: LockCondition;
  /** From 1. */
  readonly thread: number;
  readonly pool: PoolMemory;
  readonly bounce: SharedArrayBuffer | null;
}

/** One thread's part of a measurement. */
export interface LoopShare {
  readonly elapsedNs: number;
  readonly maps: number;
  /** Sums over sampled pages, the cost of the clock taken off. */
  readonly mapNs: number;
  readonly mapSamples: number;
  readonly unmapNs: number;
  readonly unmapSamples: number;
  readonly interrupted: number;
  readonly runqueueNs: number | null;
}

/** Maps requests and unmaps the oldest one, with so many in flight, until it is told to end. */
export class MappingLoop {
  readonly #pool: SharedPool;
  readonly #copies: PageCopies | null;
  readonly #area: number;
  readonly #pages: number;
  /** First slots of all pages in flight, request by request. */
  readonly #held: Int32Array;
  #requests = 0;

  constructor({ condition, thread, pool, bounce }: LoopPlace) {
    this.#pool = new SharedPool(pool, thread);
    this.#area = (thread - 1) % condition.areas;
    this.#pages = condition.pagesPerRequest;
    this.#held = new Int32Array(REQUESTS_IN_FLIGHT * this.#pages);
    this.#copies = bounce === null ? null : new PageCopies(bounce, this.#held.length, condition.copyBytes, thread);
  }

  /** `isOver` is asked once per request. All is unmapped when this returns. */
  run(isOver: () => boolean): LoopShare {
    const clockNs = costOfClock();
    const map = new SampledTime(clockNs);
    const unmap = new SampledTime(clockNs);
    while (this.#requests < REQUESTS_IN_FLIGHT - 1) this.#mapNext();
    const filled = this.#requests;
    const usage = readThreadUsage();
    const started = now();
    do {
      if ((this.#requests - filled) % SAMPLED_EVERY === 0) this.#sampled(map, unmap);
      else {
        this.#mapNext();
        this.#unmapOldest(REQUESTS_IN_FLIGHT);
      }
    } while (!isOver());
    const elapsedNs = now() - started;
    const { runqueueNs } = usageBetween(usage, readThreadUsage());
    const maps = (this.#requests - filled) * this.#pages;
    for (let left = REQUESTS_IN_FLIGHT - 1; left > 0; left--) this.#unmapOldest(left);
    this.#requests = 0;
    return {
      elapsedNs,
      maps,
      mapNs: map.sumNs,
      mapSamples: map.count * this.#pages,
      unmapNs: unmap.sumNs,
      unmapSamples: unmap.count * this.#pages,
      interrupted: map.interrupted + unmap.interrupted,
      runqueueNs,
    };
  }

  #sampled(map: SampledTime, unmap: SampledTime): void {
    const before = now();
    this.#mapNext();
    const between = now();
    this.#unmapOldest(REQUESTS_IN_FLIGHT);
    const after = now();
    map.add(between - before);
    unmap.add(after - between);
  }

  #mapNext(): void {
    const from = (this.#requests % REQUESTS_IN_FLIGHT) * this.#pages;
    for (let page = from; page < from + this.#pages; page++) {
      const first = this.#pool.map(this.#area, PAGE_SLOTS);
      this.#held[page] = first;
      this.#copies?.into(first, page);
    }
    this.#requests++;
  }

  #unmapOldest(inFlight: number): void {
    const from = ((this.#requests - inFlight) % REQUESTS_IN_FLIGHT) * this.#pages;
    for (let page = from; page < from + this.#pages; page++) {
      const first = this.#held[page] as number;
      this.#copies?.outOf(first, page);
      this.#pool.unmap(first);
    }
  }
}

class SampledTime {
  sumNs = 0;
  count = 0;
  interrupted = 0;
  readonly #clockNs: number;

  constructor(clockNs: number) {
    this.#clockNs = clockNs;
  }

  add(ns: number): void {
    if (ns > INTERRUPTED_NS) {
      this.interrupted++;
      return;
    }
    this.sumNs += ns - this.#clockNs;
    this.count++;
  }
}

const CLOCK_READINGS = 2001;

/** The median distance of two readings in a row. */
function costOfClock(): number {
  const distances = new Float64Array(CLOCK_READINGS);
  let last = now();
  for (let reading = 0; reading < CLOCK_READINGS; reading++) {
    const read = now();
    distances[reading] = read - last;
    last = read;
  }
  return distances.sort()[CLOCK_READINGS >> 1] as number;
}

/** Nanoseconds; half as expensive as process.hrtime.bigint(). */
function now(): number {
  return performance.now() * 1e6;
}
