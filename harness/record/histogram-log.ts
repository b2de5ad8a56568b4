import { appendFileSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as hdr from 'hdr-histogram-js';
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
