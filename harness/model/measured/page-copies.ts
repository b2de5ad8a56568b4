import { PAGE_SLOTS, POOL_SLOTS, SLOT_BYTES } from './lock-condition.ts';

export function newBounceMemory(): SharedArrayBuffer {
  const memory = new SharedArrayBuffer(POOL_SLOTS * SLOT_BYTES);
  // So that the kernel gives all of it now, and not page by page to who is being measured.
  new Uint8Array(memory).fill(1);
  return memory;
}

/** One thread's own pages, and copies between them and the slots of the pool. */
export class PageCopies {
  readonly #thread: number;
  readonly #own: readonly Uint8Array[];
  readonly #pool: readonly Uint8Array[];

  constructor(bounce: SharedArrayBuffer, pages: number, bytes: number, thread: number) {
    this.#thread = thread;
    // Of views each: making one costs more than the copy.
    this.#own = Array.from({ length: pages }, () => new Uint8Array(bytes).fill(thread));
    this.#pool = Array.from(
      { length: POOL_SLOTS / PAGE_SLOTS },
      (_, page) => new Uint8Array(bounce, page * PAGE_SLOTS * SLOT_BYTES, bytes),
    );
  }

  into(firstSlot: number, page: number): void {
    (this.#pool[firstSlot / PAGE_SLOTS] as Uint8Array).set(this.#own[page] as Uint8Array);
  }

  /** What comes back must be what went in: another thread with the same slots would have written its own number there. */
  outOf(firstSlot: number, page: number): void {
    const own = this.#own[page] as Uint8Array;
    own.set(this.#pool[firstSlot / PAGE_SLOTS] as Uint8Array);
    if (own[0] !== this.#thread || own[own.length - 1] !== this.#thread)
      throw new Error(`slot ${firstSlot} holds data of thread ${own[0]} or ${own[own.length - 1]}, expected ${this.#thread}`);
  }
}
