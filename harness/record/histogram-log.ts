import { appendFileSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import * as hdr from 'hdr-histogram-js';
import type { LatencyBucket, LatencyHistogram } from '../core/latency-histogram.ts';
import type { SampleIdentity } from '../core/sample.ts';
import { cutHalfLine, writeWholeFile } from '../system/whole-file.ts';

/** One nanosecond to one hour, three significant digits: an error of at most 0.1 %. */
const RANGE = { lowestDiscernibleValue: 1, highestTrackableValue: 3.6e12, numberOfSignificantValueDigits: 3 } as const;

/**
 * Latencies of single operations, one log per cell and boot: an interval line per block, in the HdrHistogram log format 1.3 with V2
 * payloads. Any of them merge, so blocks, threads and runs can be put together later. A comment before each line says what it is of.
 */
export class HistogramLogs {
  readonly #folder: string;
  readonly #header: string;
  readonly #histogram: hdr.Histogram;

  constructor(folder: string, emulated: boolean | null) {
    this.#folder = folder;
    this.#header = emulated === true ? HEADER + EMULATED : HEADER;
    this.#histogram = hdr.build(RANGE);
    for (const file of readdirSync(folder)) cutHalfLine(join(folder, file));
  }

  append(name: string, identity: SampleIdentity, latencies: Float64Array, startMs: number, endMs: number): void {
    this.#histogram.reset();
    for (const latency of latencies)
      this.#histogram.recordValue(Math.min(Math.max(Math.round(latency), 1), RANGE.highestTrackableValue));
    const path = join(this.#folder, `${name}.hlog`);
    const seconds = (value: number): string => value.toFixed(3);
    const payload = hdr.encodeIntoCompressedBase64(this.#histogram);
    const interval = [
      `Tag=${tagOf(identity)}`,
      seconds(startMs / 1000),
      seconds((endMs - startMs) / 1000),
      seconds(this.#histogram.maxValue / 1e6),
      payload,
    ];
    appendFileSync(path, `${existsSync(path) ? '' : this.#header}${OF}${JSON.stringify(identity)}]\n${interval.join(',')}\n`);
  }

  /** Turns the lines of what was spoiled into comments: they stay, and no reader of the format counts them. */
  invalidate(matches: (identity: SampleIdentity) => boolean, reason: string): void {
    for (const file of readdirSync(this.#folder)) {
      const path = join(this.#folder, file);
      const lines = readFileSync(path, 'utf8').split('\n');
      const marked = lines.map((line, index) => {
        const above = lines[index - 1] ?? '';
        const isSpoiled = line.startsWith('Tag=') && above.startsWith(OF) && matches(JSON.parse(above.slice(OF.length, -1)));
        return isSpoiled ? `#[Invalid: ${reason}] ${line}` : line;
      });
      if (marked.some((line, index) => line !== lines[index])) writeWholeFile(path, marked.join('\n'));
    }
  }
}

const OF = '#[Of: ';

/** Commas and line ends would break the format. */
function tagOf({ operation }: SampleIdentity): string {
  return operation.replace(/[,\s]/g, '_');
}

const HEADER =
  '#[Histogram log format version 1.3]\n#[Values in nanoseconds]\n"StartTimestamp","Interval_Length","Interval_Max","Interval_Compressed_Histogram"\n';

const EMULATED = '#[Emulated: every instruction was emulated; times compare within one boot only]\n';

/** A line of a log. */
export interface LoggedInterval {
  /** What the comment above says that it is of, as JSON; null without one. */
  readonly of: string | null;
  readonly startSeconds: number;
  readonly lengthSeconds: number;
  readonly histogram: Histogram;
}

/** What was spoiled is a comment, and a line cut by a crash is left out. Throws where a payload is none. */
export function readIntervals(path: string): LoggedInterval[] {
  const text = readFileSync(path, 'utf8');
  const lines = text.slice(0, text.lastIndexOf('\n') + 1).split('\n');
  return lines.flatMap((line, index) => {
    if (!line.startsWith('Tag=')) return [];
    const above = lines[index - 1] ?? '';
    const [, start = '', length = '', , payload = ''] = line.split(',');
    const of = above.startsWith(OF) && above.endsWith(']') ? above.slice(OF.length, -1) : null;
    return [{ of, startSeconds: Number(start), lengthSeconds: Number(length), histogram: decoded(payload) }];
  });
}

/** All intervals of a log as one histogram; null when it holds none. A line cut by a crash is left out. */
export function readHistogram(path: string): Histogram | null {
  const intervals = readIntervals(path);
  return intervals.length === 0 ? null : mergedHistogram(intervals.map(({ histogram }) => histogram));
}

export type Histogram = hdr.Histogram;

export function mergedHistogram(parts: readonly Histogram[]): Histogram {
  const merged = hdr.build(RANGE);
  for (const part of parts) merged.add(part);
  return merged;
}

/** Room for every bucket of {@link RANGE} at its longest: what unpacks to more is no histogram of ours. */
const MOST_BYTES = 1 << 20;
/** Cookie and length of a compressed payload; then, in what it unpacks to, where its range stands. */
const PACKED_HEAD = 8;
const UNPACKED_HEAD = 40;
const DIGITS_AT = 12;
const HIGHEST_AT = 24;

/** A stranger's thousand bytes can unpack to gigabytes, or ask for a histogram of as many buckets: both are looked at before. */
function decoded(payload: string): Histogram {
  const head = inflateSync(Buffer.from(payload, 'base64').subarray(PACKED_HEAD), { maxOutputLength: MOST_BYTES });
  const isOurs =
    head.length >= UNPACKED_HEAD &&
    head.readInt32BE(DIGITS_AT) === RANGE.numberOfSignificantValueDigits &&
    head.readBigInt64BE(HIGHEST_AT) <= BigInt(RANGE.highestTrackableValue);
  if (!isOurs) throw new RangeError('a histogram of another range');
  return hdr.decodeFromCompressedBase64(payload);
}

/** Everything in a histogram as plain data. */
export function contentsOf(histogram: Histogram): Omit<LatencyHistogram, 'cell' | 'startSeconds' | 'lengthSeconds'> {
  const buckets = bucketsOf(histogram);
  const count = histogram.totalCount;
  // As the library does it, which walks through all buckets of the range for each.
  const mean = buckets.reduce((sum, bucket) => sum + bucket.valueNs * bucket.count, 0) / count;
  const variance = buckets.reduce((sum, bucket) => sum + (bucket.valueNs - mean) ** 2 * bucket.count, 0) / count;
  return {
    count,
    minimumNs: histogram.minNonZeroValue,
    maximumNs: histogram.maxValue,
    meanNs: mean,
    standardDeviationNs: Math.sqrt(variance),
    buckets,
    payload: hdr.encodeIntoCompressedBase64(histogram),
  };
}

function bucketsOf(histogram: Histogram): LatencyBucket[] {
  // The only kind that `build` makes without WebAssembly; the interface has no iterators.
  if (!(histogram instanceof hdr.JsHistogram)) throw new TypeError('not a histogram of buckets');
  const iterator = histogram.recordedValuesIterator;
  iterator.reset();
  const buckets: LatencyBucket[] = [];
  while (iterator.hasNext()) {
    const { valueIteratedTo, countAddedInThisIterationStep: count } = iterator.next();
    buckets.push({
      valueNs: histogram.medianEquivalentValue(valueIteratedTo),
      highestNs: histogram.highestEquivalentValue(valueIteratedTo),
      count,
    });
  }
  return buckets;
}
