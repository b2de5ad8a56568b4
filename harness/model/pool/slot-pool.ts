import { FreeRuns, SEGMENT_SLOTS } from './free-runs.ts';

/**
 * A pool of bounce buffers, slot by slot, as kernel/dma/swiotlb.c has it from 6.0 to 6.18 (one area: also 5.15). Nothing is allocated
 * after the constructor.
 *
 * Its size is rounded up to whole segments, as `swiotlb=` on the command line is. The areas are a power of two (swiotlb_adjust_nareas(),
 * because a processor finds its area with a mask) and no more than what gives each of them whole segments: fewer than 128 slots are
 * refused by limit_nareas(), and a segment that spans two areas would break the list of free runs. The kernel gets there from the other
 * side: round_up_default_nslabs() first makes the default pool larger, to a power of two with a segment for each area, and
 * limit_nareas() only corrects what memory did not allow. Pools of their own (restricted ones, WSL's `hv-pci-swiotlb`) have one area
 * and any number of segments.
 */
export class SlotPool {
  readonly slots: number;
  readonly areas: number;
  readonly #areaSlots: number;
  readonly #runs: FreeRuns;
  /** Of each area, counted from its first slot: where the next search begins (`io_tlb_area.index`). */
  readonly #index: Int32Array;
  readonly #used: Int32Array;
  readonly #highWater: Int32Array;
  #usedInAll = 0;
  #highWaterOfAll = 0;

  constructor(slots: number, areas: number) {
    if (!(slots > 0 && areas > 0)) throw new RangeError(`a pool of ${slots} slots in ${areas} areas`);
    const segments = Math.ceil(slots / SEGMENT_SLOTS);
    this.slots = segments * SEGMENT_SLOTS;
    this.areas = areasOf(segments, areas);
    this.#areaSlots = this.slots / this.areas;
    this.#runs = new FreeRuns(new Int32Array(this.slots), 1);
    this.#runs.clear();
    this.#index = new Int32Array(this.areas);
    this.#used = new Int32Array(this.areas);
    this.#highWater = new Int32Array(this.areas);
  }

  /** Number of the first slot of a run, or -1 where the area has none: at once with too few free slots, else after one search around. */
  allocate(area: number, slots: number): number {
    if (!(slots > 0 && slots <= SEGMENT_SLOTS)) throw new RangeError(`a mapping of ${slots} slots: from 1 to ${SEGMENT_SLOTS}`);
    const used = this.#used[area] as number;
    if (slots > this.#areaSlots - used) return -1;
    const base = area * this.#areaSlots;
    const at = this.#runs.find(base, this.#areaSlots, this.#index[area] as number, slots);
    if (at < 0) return -1;
    this.#runs.take(base + at, slots);
    this.#index[area] = at + slots === this.#areaSlots ? 0 : at + slots;
    this.#count(area, slots);
    return base + at;
  }

  /** Gives back what `allocate` gave, as a whole. */
  free(first: number, slots: number): void {
    this.#runs.give(first, slots);
    this.#count(this.areaOf(first), -slots);
  }

  areaOf(slot: number): number {
    return Math.trunc(slot / this.#areaSlots);
  }

  /** The length of the free run from this slot to the end of its segment; 0 where it is taken. */
  freeRunAt(slot: number): number {
    return this.#runs.at(slot);
  }

  get used(): number {
    return this.#usedInAll;
  }

  get highWater(): number {
    return this.#highWaterOfAll;
  }

  usedOf(area: number): number {
    return this.#used[area] as number;
  }

  highWaterOf(area: number): number {
    return this.#highWater[area] as number;
  }

  /** Begins anew with what is in use, where the kernel's `io_tlb_used_hiwater` begins with 0 until the next mapping corrects it. */
  resetHighWater(): void {
    this.#highWaterOfAll = this.#usedInAll;
    this.#highWater.set(this.#used);
  }

  #count(area: number, slots: number): void {
    const used = (this.#used[area] as number) + slots;
    this.#used[area] = used;
    if (used > (this.#highWater[area] as number)) this.#highWater[area] = used;
    this.#usedInAll += slots;
    if (this.#usedInAll > this.#highWaterOfAll) this.#highWaterOfAll = this.#usedInAll;
  }
}

function areasOf(segments: number, wanted: number): number {
  let areas = 2 ** Math.ceil(Math.log2(wanted));
  while (segments % areas !== 0) areas /= 2;
  return areas;
}
