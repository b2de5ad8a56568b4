import { FreeRuns, SEGMENT_SLOTS } from '../pool/free-runs.ts';
import { POOL_SLOTS } from './lock-condition.ts';

/** The bookkeeping of one pool in memory that all threads share, laid out as in the kernel: 24 bytes per slot (`struct io_tlb_slot`). */
export interface PoolMemory {
  readonly areas: number;
  readonly slots: SharedArrayBuffer;
  readonly headers: SharedArrayBuffer;
}

const SLOT_WORDS = 6;
const SIZE_WORD = 1;
const HOLDER_WORD = 2;

/** 128 bytes for each area, because processors fetch cache lines in pairs. (The kernel packs its areas: 24 bytes each.) */
const HEADER_WORDS = 32;
const LOCK = 0;
const INDEX = 1;
const USED = 2;
const LAST_HOLDER = 3;
const HANDOVERS = 4;
const NOBODY = 0;

export function newPoolMemory(areas: number): PoolMemory {
  const memory = {
    areas,
    slots: new SharedArrayBuffer(POOL_SLOTS * SLOT_WORDS * Int32Array.BYTES_PER_ELEMENT),
    headers: new SharedArrayBuffer(areas * HEADER_WORDS * Int32Array.BYTES_PER_ELEMENT),
  };
  new FreeRuns(new Int32Array(memory.slots), SLOT_WORDS).clear();
  return memory;
}

/**
 * One thread's access to the pool: the allocator of the simulation under a real lock per area. Inside the lock plain reads and writes
 * are enough, because taking and releasing it orders them.
 */
export class SharedPool {
  readonly #thread: number;
  readonly #areaSlots: number;
  readonly #records: Int32Array;
  readonly #runs: FreeRuns;
  readonly #headers: Int32Array;

  /** Threads count from 1: 0 holds nothing. */
  constructor(memory: PoolMemory, thread: number) {
    this.#thread = thread;
    this.#areaSlots = POOL_SLOTS / memory.areas;
    this.#records = new Int32Array(memory.slots);
    this.#runs = new FreeRuns(this.#records, SLOT_WORDS);
    this.#headers = new Int32Array(memory.headers);
  }

  map(area: number, slots: number): number {
    const header = area * HEADER_WORDS;
    const headers = this.#headers;
    this.#lock(header);
    const base = area * this.#areaSlots;
    const used = headers[header + USED] as number;
    const at =
      slots > this.#areaSlots - used ? -1 : this.#runs.find(base, this.#areaSlots, headers[header + INDEX] as number, slots);
    if (at >= 0) {
      this.#runs.take(base + at, slots);
      this.#records[(base + at) * SLOT_WORDS + SIZE_WORD] = slots;
      headers[header + INDEX] = at + slots === this.#areaSlots ? 0 : at + slots;
      headers[header + USED] = used + slots;
    }
    this.#unlock(header);
    if (at < 0) throw new Error(`no ${slots} free slots in area ${area}, ${used} of ${this.#areaSlots} are in use`);
    this.#hold(base + at, slots, NOBODY, this.#thread);
    return base + at;
  }

  unmap(first: number): void {
    const slots = this.#records[first * SLOT_WORDS + SIZE_WORD] as number;
    this.#hold(first, slots, this.#thread, NOBODY);
    const header = Math.trunc(first / this.#areaSlots) * HEADER_WORDS;
    this.#lock(header);
    this.#runs.give(first, slots);
    this.#headers[header + USED] = (this.#headers[header + USED] as number) - slots;
    this.#unlock(header);
  }

  /** Times that a lock was taken from another thread. */
  handovers(): number {
    return this.#sum(HANDOVERS);
  }

  /** Nothing is held and every list is as in the beginning, or something was given twice or lost. */
  assertEmpty(): void {
    const wrong = [...this.#wrongAreas(), ...this.#wrongSlots()];
    if (wrong.length > 0) throw new Error(`the pool is not whole after all was unmapped: ${wrong.slice(0, 5).join('; ')}`);
  }

  /** Test and test-and-set: a waiting thread looks at its own copy of the cache line until that changes. */
  #lock(header: number): void {
    const headers = this.#headers;
    for (;;) {
      if (Atomics.load(headers, header + LOCK) === 0 && Atomics.compareExchange(headers, header + LOCK, 0, 1) === 0) break;
    }
    if (headers[header + LAST_HOLDER] === this.#thread) return;
    headers[header + LAST_HOLDER] = this.#thread;
    headers[header + HANDOVERS] = (headers[header + HANDOVERS] as number) + 1;
  }

  #unlock(header: number): void {
    Atomics.store(this.#headers, header + LOCK, 0);
  }

  /** Outside the lock, as the kernel notes a mapping's address there: who finds another holder than expected shares slots with them. */
  #hold(first: number, slots: number, expected: number, holder: number): void {
    for (let slot = first; slot < first + slots; slot++) {
      const word = slot * SLOT_WORDS + HOLDER_WORD;
      const found = this.#records[word];
      if (found !== expected) throw new Error(`slot ${slot} belongs to thread ${found}, expected ${expected}`);
      this.#records[word] = holder;
    }
  }

  *#wrongAreas(): Generator<string> {
    for (let header = 0; header < this.#headers.length; header += HEADER_WORDS) {
      const [lock, used] = [this.#headers[header + LOCK], this.#headers[header + USED]];
      if (lock !== 0 || used !== 0) yield `area ${header / HEADER_WORDS} has lock ${lock}, ${used} slots used`;
    }
  }

  *#wrongSlots(): Generator<string> {
    for (let slot = 0; slot < POOL_SLOTS; slot++) {
      const [run, holder] = [this.#runs.at(slot), this.#records[slot * SLOT_WORDS + HOLDER_WORD]];
      if (run !== SEGMENT_SLOTS - (slot % SEGMENT_SLOTS) || holder !== NOBODY)
        yield `slot ${slot} has free run ${run}, holder ${holder}`;
    }
  }

  #sum(word: number): number {
    let sum = 0;
    for (let header = 0; header < this.#headers.length; header += HEADER_WORDS) sum += this.#headers[header + word] as number;
    return sum;
  }
}
