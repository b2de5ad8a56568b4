import { LAST_TICK, toNs } from './ticks.ts';

/** Buckets per doubling: a value is known to within 1.6 %, and percentiles are interpolated inside a bucket. */
const MANTISSA_BITS = 6;
const SHIFT = 20 - MANTISSA_BITS;
/** The exponent of 1 in a double, which is the smallest value that has a bucket of its own beside 0. */
const FIRST = (1023 << MANTISSA_BITS) - 1;

const double = new Float64Array(1);
/** The upper half of the double: sign, exponent and the first bits of the mantissa, which are the bucket. */
const halves = new Uint32Array(double.buffer);
const UPPER = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1 ? 1 : 0;

function bucketOf(ticks: number): number {
  if (ticks < 1) return 0;
  double[0] = ticks;
  return ((halves[UPPER] as number) >>> SHIFT) - FIRST;
}

function lowestOf(bucket: number): number {
  if (bucket === 0) return 0;
  halves[1 - UPPER] = 0;
  halves[UPPER] = (bucket + FIRST) << SHIFT;
  return double[0] as number;
}

const BUCKETS = bucketOf(LAST_TICK) + 1;

/**
 * Response times in logarithmic buckets, each with the sums of the paths that its operations took. Its size does not depend on how many
 * there are, and it can tell what the slowest hundredth was waiting for: quantiles of parts do not add up, means inside a band do.
 */
export class ResponseHistogram {
  count = 0;
  #sum = 0;
  #least = Number.POSITIVE_INFINITY;
  #greatest = 0;
  readonly #columns: number;
  readonly #counts = new Float64Array(BUCKETS);
  /** Per bucket: what the caller's columns sum to. */
  readonly #sums: Float64Array;

  constructor(columns: number) {
    this.#columns = columns;
    this.#sums = new Float64Array(BUCKETS * columns);
  }

  /** `path[offset …]` are the columns of one operation, in ticks. */
  record(ticks: number, path: Float64Array, offset: number): void {
    const bucket = bucketOf(ticks);
    this.count++;
    this.#sum += ticks;
    if (ticks < this.#least) this.#least = ticks;
    if (ticks > this.#greatest) this.#greatest = ticks;
    (this.#counts[bucket] as number)++;
    const columns = this.#columns;
    const sums = this.#sums;
    const base = bucket * columns;
    for (let column = 0; column < columns; column++)
      sums[base + column] = (sums[base + column] as number) + (path[offset + column] as number);
  }

  /** Null without operations, as all that follow. */
  meanNs(): number | null {
    return this.count === 0 ? null : toNs(this.#sum / this.count);
  }

  maxNs(): number | null {
    return this.count === 0 ? null : toNs(this.#greatest);
  }

  /** @param quantile in [0, 1] */
  quantileNs(quantile: number): number | null {
    if (this.count === 0) return null;
    const wanted = quantile * this.count;
    let before = 0;
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      const count = this.#counts[bucket] as number;
      if (count === 0 || before + count < wanted) {
        before += count;
        continue;
      }
      const low = lowestOf(bucket);
      const ticks = low + (lowestOf(bucket + 1) - low) * ((wanted - before) / count);
      return toNs(Math.min(this.#greatest, Math.max(this.#least, ticks)));
    }
    return this.maxNs();
  }

  /** Mean columns of the operations between two quantiles, in ns; buckets that lie across an edge count in part. Null without any. */
  meanBetween(low: number, high: number): number[] | null {
    const from = low * this.count;
    const to = high * this.count;
    const sums = new Array<number>(this.#columns).fill(0);
    let before = 0;
    let weight = 0;
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      const count = this.#counts[bucket] as number;
      const inside = Math.min(before + count, to) - Math.max(before, from);
      before += count;
      if (count === 0 || inside <= 0) continue;
      weight += inside;
      for (let column = 0; column < sums.length; column++)
        sums[column] = (sums[column] as number) + (inside / count) * (this.#sums[bucket * this.#columns + column] as number);
    }
    return weight === 0 ? null : sums.map((sum) => toNs(sum / weight));
  }

  clear(): void {
    this.count = 0;
    this.#sum = 0;
    this.#least = Number.POSITIVE_INFINITY;
    this.#greatest = 0;
    this.#counts.fill(0);
    this.#sums.fill(0);
  }
}
