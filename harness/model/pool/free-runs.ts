/** A mapping lies within one segment of so many slots: IO_TLB_SEGSIZE of include/linux/swiotlb.h, 256 KiB. */
export const SEGMENT_SLOTS = 128;

/**
 * The kernel's list of free slots (`io_tlb_slot.list`): for each slot the length of the free run from there to the end of its segment,
 * 0 where it is taken. Searching and renumbering are those of swiotlb_area_find_slots() and swiotlb_release_slots() in
 * kernel/dma/swiotlb.c, without their locks: who calls has the area to itself.
 *
 * Entries of neighbouring slots lie `width` elements apart: 1 in a simulation, more where real processors share the cache lines.
 */
export class FreeRuns {
  readonly #list: Int32Array;
  readonly #width: number;

  constructor(list: Int32Array, width: number) {
    this.#list = list;
    this.#width = width;
  }

  clear(): void {
    const slots = this.#list.length / this.#width;
    for (let slot = 0; slot < slots; slot++) this.#list[slot * this.#width] = SEGMENT_SLOTS - (slot % SEGMENT_SLOTS);
  }

  at(slot: number): number {
    return this.#list[slot * this.#width] as number;
  }

  /**
   * Where in the area of `length` slots from `base` the next run of `slots` begins, seen from `index` and once around; -1 for nowhere.
   * What fills a page begins at a page, so that only every other slot is looked at. (The kernel decides by bytes: a mapping of 2049 to
   * 4095 bytes also takes two slots and may begin at any.)
   */
  find(base: number, length: number, index: number, slots: number): number {
    const stride = slots === 1 ? 1 : 2;
    let at = index;
    let checked = 0;
    if (stride === 2 && (at & 1) === 1) {
      at = at + 1 === length ? 0 : at + 1;
      checked = 1;
    }
    while (checked < length) {
      if ((this.#list[(base + at) * this.#width] as number) >= slots) return at;
      at += stride;
      if (at >= length) at = 0;
      checked += stride;
    }
    return -1;
  }

  take(first: number, slots: number): void {
    const list = this.#list;
    const width = this.#width;
    for (let slot = first; slot < first + slots; slot++) list[slot * width] = 0;
    this.#renumberBefore(first, 0);
  }

  give(first: number, slots: number): void {
    const list = this.#list;
    const width = this.#width;
    const next = first + slots;
    let run = next % SEGMENT_SLOTS === 0 ? 0 : (list[next * width] as number);
    for (let slot = next - 1; slot >= first; slot--) {
      // The kernel would not notice; here it is the end of a run whose figures mean nothing.
      if (list[slot * width] !== 0) throw new Error(`slot ${slot} is freed, and was free`);
      list[slot * width] = ++run;
    }
    this.#renumberBefore(first, run);
  }

  #renumberBefore(first: number, run: number): void {
    const list = this.#list;
    const width = this.#width;
    const segment = first - (first % SEGMENT_SLOTS);
    let length = run;
    for (let slot = first - 1; slot >= segment && list[slot * width] !== 0; slot--) list[slot * width] = ++length;
  }
}
