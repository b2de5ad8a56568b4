import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as hdr from 'hdr-histogram-js';

/** One nanosecond to one hour, three significant digits: an error of at most 0.1 %. */
const RANGE = { lowestDiscernibleValue: 1, highestTrackableValue: 3.6e12, numberOfSignificantValueDigits: 3 } as const;

/**
 * Latencies of single operations, one log per cell and boot: an interval line per block, in the HdrHistogram log format 1.3 with V2
 * payloads. Lines only ever get added, and any of them merge, so blocks, threads and runs can be put together later.
 */
export class HistogramLogs {
  readonly #folder: string;
  readonly #histogram: hdr.Histogram;

  constructor(folder: string) {
    this.#folder = folder;
    this.#histogram = hdr.build(RANGE);
  }

  append(name: string, tag: string, latencies: Float64Array, startMs: number, endMs: number): void {
    this.#histogram.reset();
    for (const latency of latencies)
      this.#histogram.recordValue(Math.min(Math.max(Math.round(latency), 1), RANGE.highestTrackableValue));
    const path = join(this.#folder, `${name}.hlog`);
    let text = existsSync(path) ? '' : HEADER;
    const seconds = (value: number): string => value.toFixed(3);
    const payload = hdr.encodeIntoCompressedBase64(this.#histogram);
    text += `Tag=${tag},${seconds(startMs / 1000)},${seconds((endMs - startMs) / 1000)},${seconds(this.#histogram.maxValue / 1e6)},${payload}\n`;
    appendFileSync(path, text);
  }
}

const HEADER =
  '#[Histogram log format version 1.3]\n#[Values in nanoseconds]\n"StartTimestamp","Interval_Length","Interval_Max","Interval_Compressed_Histogram"\n';

/** All intervals of a log as one histogram; null when it holds none. A line cut by a crash is left out. */
export function readHistogram(path: string): hdr.Histogram | null {
  const text = readFileSync(path, 'utf8');
  const merged = hdr.build(RANGE);
  let intervals = 0;
  for (const line of text.slice(0, text.lastIndexOf('\n') + 1).split('\n')) {
    if (!line.startsWith('Tag=')) continue;
    merged.add(hdr.decodeFromCompressedBase64(line.slice(line.lastIndexOf(',') + 1)));
    intervals++;
  }
  return intervals === 0 ? null : merged;
}
