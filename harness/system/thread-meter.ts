import { closeSync, openSync, readSync } from 'node:fs';
import { parseSchedstat, parseSwitches, type Schedstat, type ThreadUsage } from './thread-usage.ts';

const SCHEDSTAT_BYTES = 128;
const STATUS_BYTES = 8192;

/** Long enough for the thread to be switched out before it is over. */
const NAP_MS = 0.05;

const NOTHING = Buffer.alloc(0);

/** The first reading compiles; of an odd number of others the middle one is taken. */
const COSTS = 3;

/**
 * Usage of the calling thread between `begin` and `end`, from as close to the calls between them as can be. The kernel brings a running
 * thread's CPU time up to date at each tick only, milliseconds apart, and whenever the thread goes to sleep: so it sleeps for an instant
 * before its time is read. What the readings cost themselves is measured beforehand and left out; the instants are in no other figure.
 */
export class ThreadMeter implements Disposable {
  readonly #schedstat = openOrNull('/proc/thread-self/schedstat');
  readonly #status = openOrNull('/proc/thread-self/status');
  readonly #pillow = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  readonly #readingNs: number | null;
  #before: Buffer = NOTHING;
  #switchesBefore: Buffer = NOTHING;

  constructor() {
    this.#cost();
    this.#readingNs = median(Array.from({ length: COSTS }, () => this.#cost()));
  }

  begin(): void {
    // The kernel writes a page for it: kept away from the calls.
    this.#switchesBefore = read(this.#status, STATUS_BYTES);
    this.#nap();
    this.#before = read(this.#schedstat, SCHEDSTAT_BYTES);
  }

  end(): ThreadUsage {
    const waited = read(this.#schedstat, SCHEDSTAT_BYTES);
    this.#nap();
    const worked = read(this.#schedstat, SCHEDSTAT_BYTES);
    const switches = read(this.#status, STATUS_BYTES);
    const before = parseSchedstat(text(this.#before));
    // Run-queue waits and turns on a CPU are brought up to date at every switch.
    const { runqueueNs, turns } = between(before, parseSchedstat(text(waited)));
    const { cpuNs } = between(before, parseSchedstat(text(worked)));
    const involuntarySwitches = difference(involuntary(this.#switchesBefore), involuntary(switches));
    return {
      cpuNs: cpuNs === null || this.#readingNs === null ? null : Math.max(0, cpuNs - this.#readingNs),
      runqueueNs,
      // Whoever gets another turn had given up the one before, if it was not taken away.
      voluntarySwitches: turns === null || involuntarySwitches === null ? null : Math.max(0, turns - involuntarySwitches),
      involuntarySwitches,
    };
  }

  /** The CPU time of a measurement of nothing. */
  #cost(): number | null {
    this.begin();
    read(this.#schedstat, SCHEDSTAT_BYTES);
    this.#nap();
    return between(parseSchedstat(text(this.#before)), parseSchedstat(text(read(this.#schedstat, SCHEDSTAT_BYTES)))).cpuNs;
  }

  #nap(): void {
    Atomics.wait(this.#pillow, 0, 0, NAP_MS);
  }

  [Symbol.dispose](): void {
    for (const descriptor of [this.#schedstat, this.#status]) if (descriptor !== null) closeSync(descriptor);
  }
}

function between(from: Schedstat, to: Schedstat): Schedstat {
  return {
    cpuNs: difference(from.cpuNs, to.cpuNs),
    runqueueNs: difference(from.runqueueNs, to.runqueueNs),
    turns: difference(from.turns, to.turns),
  };
}

function involuntary(status: Buffer): number | null {
  return parseSwitches(text(status)).involuntarySwitches;
}

function median(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null).sort((a, b) => a - b);
  return known[Math.floor(known.length / 2)] ?? null;
}

/** Of this thread also when another one reads it later: the link is followed now. */
function openOrNull(path: string): number | null {
  try {
    return openSync(path, 'r');
  } catch {
    return null; // Not kept by this kernel.
  }
}

/** Not turned into text yet: that would be part of what is measured. */
function read(descriptor: number | null, most: number): Buffer {
  if (descriptor === null) return NOTHING;
  const bytes = Buffer.allocUnsafe(most);
  return bytes.subarray(0, readSync(descriptor, bytes, 0, most, 0));
}

function text(bytes: Buffer): string {
  return bytes.toString('latin1');
}

function difference(before: number | null, after: number | null): number | null {
  return before === null || after === null ? null : after - before;
}
