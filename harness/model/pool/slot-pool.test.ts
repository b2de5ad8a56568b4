import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomFor } from '../../core/random.ts';
import { SlotPool } from './slot-pool.ts';

const SEGMENT = 128;

/** The allocator as its definition says it, with nothing but which slot is taken. */
class PlainPool {
  readonly taken: boolean[];
  readonly index: number[];
  readonly areaSlots: number;
  highWater = 0;

  constructor(slots: number, areas: number) {
    this.taken = Array.from({ length: slots }, () => false);
    this.index = Array.from({ length: areas }, () => 0);
    this.areaSlots = slots / areas;
  }

  used(area: number): number {
    return this.taken.slice(area * this.areaSlots, (area + 1) * this.areaSlots).filter(Boolean).length;
  }

  allocate(area: number, slots: number): number {
    const from = this.index[area] as number;
    const around = Array.from({ length: this.areaSlots }, (_, step) => (from + step) % this.areaSlots);
    const at = around.find((position) => this.#fits(area * this.areaSlots + position, slots));
    if (at === undefined) return -1;
    const first = area * this.areaSlots + at;
    this.taken.fill(true, first, first + slots);
    this.index[area] = (at + slots) % this.areaSlots;
    this.highWater = Math.max(this.highWater, this.taken.filter(Boolean).length);
    return first;
  }

  free(first: number, slots: number): void {
    this.taken.fill(false, first, first + slots);
  }

  freeRunAt(slot: number): number {
    const segmentEnd = (Math.floor(slot / SEGMENT) + 1) * SEGMENT;
    const next = this.taken.indexOf(true, slot);
    return (next < 0 || next > segmentEnd ? segmentEnd : next) - slot;
  }

  #fits(first: number, slots: number): boolean {
    if (slots > 1 && first % 2 === 1) return false;
    return this.freeRunAt(first) >= slots;
  }
}

type Command = { readonly allocate: number; readonly area: number } | { readonly free: number };

const sizes = fc.oneof(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: SEGMENT }));
const commands = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: fc.record({ allocate: sizes, area: fc.nat(3) }) },
    { weight: 2, arbitrary: fc.record({ free: fc.nat(1000) }) },
  ),
  { maxLength: 120, size: 'max' },
);
const shapes = fc.record({ segmentsPerArea: fc.integer({ min: 1, max: 3 }), areas: fc.constantFrom(1, 2, 4) });

describe('any sequence of mappings', () => {
  it('gets the slots that the definition gives, keeps the list of free runs exact, and leaves an empty pool', () => {
    let failures = 0;
    fc.assert(
      fc.property(shapes, commands, ({ segmentsPerArea, areas }, sequence) => {
        const slots = segmentsPerArea * areas * SEGMENT;
        const pool = new SlotPool(slots, areas);
        const plain = new PlainPool(slots, areas);
        expect([pool.slots, pool.areas]).toEqual([slots, areas]);
        const held: { readonly first: number; readonly slots: number }[] = [];
        for (const command of sequence) {
          failures += carryOut(command, pool, plain, held) ? 0 : 1;
          expect([pool.used, pool.highWater]).toEqual([plain.taken.filter(Boolean).length, plain.highWater]);
        }
        expect(listOf(pool)).toEqual(plain.taken.map((taken, slot) => (taken ? 0 : plain.freeRunAt(slot))));
        for (let area = 0; area < areas; area++) expect(pool.usedOf(area)).toBe(plain.used(area));
        for (const { first, slots } of held) pool.free(first, slots);
        expect(pool.used).toBe(0);
        expect(listOf(pool)).toEqual(listOf(new SlotPool(slots, areas)));
      }),
      { numRuns: 300, seed: 20 },
    );
    // The sequences are long enough to meet full and fragmented areas too.
    expect(failures).toBeGreaterThan(100);
  });
});

function carryOut(command: Command, pool: SlotPool, plain: PlainPool, held: { first: number; slots: number }[]): boolean {
  if ('free' in command) {
    const [given] = held.splice(command.free % Math.max(1, held.length), 1);
    if (given === undefined) return true;
    pool.free(given.first, given.slots);
    plain.free(given.first, given.slots);
    return true;
  }
  const area = command.area % pool.areas;
  const slots = command.allocate;
  const isFree = [...plain.taken];
  const first = pool.allocate(area, slots);
  expect(first).toBe(plain.allocate(area, slots));
  if (first < 0) return false;
  expect(isFree.slice(first, first + slots)).not.toContain(true);
  expect(pool.areaOf(first)).toBe(area);
  expect(Math.floor(first / SEGMENT)).toBe(Math.floor((first + slots - 1) / SEGMENT));
  held.push({ first, slots });
  return true;
}

function listOf(pool: SlotPool): number[] {
  return Array.from({ length: pool.slots }, (_, slot) => pool.freeRunAt(slot));
}

describe('counters', () => {
  it('have the most that was ever in use, in all and by area, since they were reset', () => {
    const pool = new SlotPool(1024, 2);
    const first = pool.allocate(0, 100);
    pool.free(pool.allocate(1, 60), 60);
    pool.free(first, 100);
    expect([pool.used, pool.highWater, pool.highWaterOf(0), pool.highWaterOf(1)]).toEqual([0, 160, 100, 60]);
    pool.allocate(1, 10);
    pool.resetHighWater();
    expect([pool.used, pool.highWater, pool.highWaterOf(0), pool.highWaterOf(1)]).toEqual([10, 10, 0, 10]);
  });
});

describe('the shape of a pool', () => {
  it.each([
    ['whole segments', 1000, 1, { slots: 1024, areas: 1 }],
    ['the pool of WSL', 32_768, 1, { slots: 32_768, areas: 1 }],
    ['a power of two of areas', 32_768, 6, { slots: 32_768, areas: 8 }],
    ['no area without a segment', 256, 16, { slots: 256, areas: 2 }],
    ['no segment in two areas', 384, 2, { slots: 384, areas: 1 }],
  ])('has %s', (_, slots, areas, expected) => {
    const pool = new SlotPool(slots, areas);
    expect({ slots: pool.slots, areas: pool.areas }).toEqual(expected);
  });

  it.each([
    [0, 1],
    [128, 0],
    [Number.NaN, 1],
  ])('is not %d slots in %d areas', (slots, areas) => {
    expect(() => new SlotPool(slots, areas)).toThrow(RangeError);
  });
});

describe('a mapping', () => {
  it.each([0, 129, -1, Number.NaN])('of %d slots is a mistake of the caller', (slots) => {
    expect(() => new SlotPool(1024, 1).allocate(0, slots)).toThrow(RangeError);
  });

  it('that is freed twice is a mistake of the caller', () => {
    const pool = new SlotPool(1024, 1);
    const first = pool.allocate(0, 2);
    pool.free(first, 2);
    expect(() => pool.free(first, 2)).toThrow('was free');
  });

  it('is refused without a search where the area has too few free slots', () => {
    const pool = new SlotPool(2 ** 22, 1);
    for (let segment = 0; segment < pool.slots / SEGMENT; segment++) pool.allocate(0, SEGMENT);
    // A search around would look at two million places, 20 000 times.
    const started = performance.now();
    for (let attempt = 0; attempt < 20_000; attempt++) expect(pool.allocate(0, 2)).toBe(-1);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});

describe('long-lived small mappings, scattered by the next-fit index', () => {
  // Others come and go between them, an exponential number with a mean of eight segments, so that any place is as likely.
  const MEAN_BETWEEN = 512;

  function freeSegments(scattered: number, seed: number): number {
    const pool = new SlotPool(32_768, 1);
    const random = randomFor(seed, 'scatter', scattered);
    for (let mapping = 0; mapping < scattered; mapping++) {
      let between = Math.floor(-MEAN_BETWEEN * Math.log(1 - random.next()));
      while (between-- > 0) pool.free(pool.allocate(0, 2), 2);
      pool.allocate(0, 2);
    }
    let free = 0;
    for (let segment = 0; segment < pool.slots / SEGMENT; segment++) if (pool.freeRunAt(segment * SEGMENT) === SEGMENT) free++;
    return free;
  }

  it.each([64, 256, 512, 1024])('%d of them leave n·exp(−K/n) of n segments whole', (scattered) => {
    const segments = 256;
    const rounds = 4;
    const expected = segments * Math.exp(-scattered / segments);
    const found = Array.from({ length: rounds }, (_, seed) => freeSegments(scattered, seed));
    const mean = found.reduce((sum, count) => sum + count, 0) / rounds;
    // Balls in bins: the number of empty bins has at most the variance of independent ones. Four standard errors.
    const share = expected / segments;
    expect(Math.abs(mean - expected)).toBeLessThan(4 * Math.sqrt((segments * share * (1 - share)) / rounds) + 1);
  });

  it('refuse a mapping of a whole segment while most of the pool is free', () => {
    const pool = new SlotPool(32_768, 1);
    for (let segment = 0; segment < 256; segment++) {
      pool.allocate(0, 2);
      for (let between = 0; between < 63; between++) pool.free(pool.allocate(0, 2), 2);
    }
    expect(pool.used).toBe(512);
    expect(pool.allocate(0, SEGMENT)).toBe(-1);
    expect(pool.allocate(0, SEGMENT - 2)).toBeGreaterThan(-1);
  });
});
