import { closeSync, constants, openSync, readdirSync, readSync } from 'node:fs';
import { errorCode } from '../../core/errors.ts';
import { lostEvents } from '../tracing/raw-buffer.ts';
import type { TraceInstance } from '../tracing/tracefs.ts';
import type { FoundEvent } from './add-events.ts';
import { type RecordDecoder, recordDecoder } from './decode.ts';
import type { TraceEvent } from './event.ts';
import { HEADER_BYTES, readPage } from './ring-page.ts';

/** Per CPU: some twenty thousand events. A step of the probe has a few thousand; what comes after the buffer is full is left out. */
const BUFFER_KIB = 1024;

/** The kernel hands out one page at a time, of 4 KiB where the processor has no larger ones. */
const LARGEST_PAGE = 65_536;

/** What one CPU wrote. */
interface CpuBuffer {
  readonly cpu: number;
  readonly pages: readonly Buffer[];
  readonly lost: number;
}

export interface Recording {
  readonly events: readonly TraceEvent[];
  /** From here on a buffer was full; infinite: nothing was lost. */
  readonly fullAt: number;
}

/** Writes the events into the instance's buffer, and reads them afterwards. */
export class Recorder {
  readonly #instance: TraceInstance;
  readonly #events: readonly FoundEvent[];
  readonly #decode: RecordDecoder;
  /** Events that were lost until the last reading, by processor: the kernel never starts anew. */
  readonly #lost = new Map<string, number>();
  #isEnabled = false;

  constructor(instance: TraceInstance, events: readonly FoundEvent[]) {
    this.#instance = instance;
    this.#events = events;
    this.#decode = recordDecoder(events);
    instance.write('0', 'tracing_on');
    // The clock of process.hrtime and performance.now().
    instance.write('mono', 'trace_clock');
    instance.write(String(BUFFER_KIB), 'buffer_size_kb');
    // What is there first stays: then the beginning is whole.
    instance.write('nooverwrite', 'trace_options');
  }

  /**
   * Switching events on and off changes the kernel's code, and emptying a buffer waits for all processors, tens of milliseconds each:
   * events stay on, a buffer that is off takes nothing, and reading empties it.
   */
  start(): void {
    if (!this.#isEnabled) for (const { path } of this.#events) this.#enable(path, '1');
    this.#isEnabled = true;
    this.#instance.write('1', 'tracing_on');
  }

  stop(): Recording {
    this.#instance.write('0', 'tracing_on');
    return decoded(this.buffers(), this.#decode);
  }

  #enable(path: string, value: string): void {
    // Written whenever somebody writes to `trace_marker`: there is nothing to switch.
    if (this.#instance.has('events', path, 'enable')) this.#instance.write(value, 'events', path, 'enable');
  }

  /** What is in the buffer, as the kernel wrote it; afterwards it is empty. */
  buffers(): CpuBuffer[] {
    return readdirSync(this.#instance.path('per_cpu')).map((name) => ({
      cpu: Number(/\d+/.exec(name)?.[0] ?? 0),
      pages: pagesOf(this.#instance.path('per_cpu', name, 'trace_pipe_raw')),
      lost: this.#newlyLost(name),
    }));
  }

  #newlyLost(name: string): number {
    const lost = lostEvents(this.#instance.read('per_cpu', name, 'stats'));
    const before = this.#lost.get(name) ?? 0;
    this.#lost.set(name, lost);
    return lost - before;
  }
}

function pagesOf(path: string): Buffer[] {
  const pages: Buffer[] = [];
  const page = Buffer.allocUnsafe(LARGEST_PAGE);
  const descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    for (;;) {
      const bytes = readSync(descriptor, page, 0, LARGEST_PAGE, null);
      if (bytes === 0) return pages;
      pages.push(Buffer.from(page.subarray(0, bytes)));
    }
  } catch (error) {
    if (errorCode(error) === 'EAGAIN') return pages; // Nothing is left.
    throw error;
  } finally {
    closeSync(descriptor);
  }
}

/** In the order of time. */
export function decoded(buffers: readonly CpuBuffer[], decode: RecordDecoder): Recording {
  const events: TraceEvent[] = [];
  let fullAt = Number.POSITIVE_INFINITY;
  for (const { cpu, pages, lost } of buffers) {
    let last = 0;
    for (const bytes of pages) {
      if (bytes.byteLength < HEADER_BYTES) continue;
      const page = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      last = readPage(page, (record, at) => {
        const event = decode(page, record, at, cpu);
        if (event !== null) events.push(event);
      });
    }
    if (lost > 0) fullAt = Math.min(fullAt, last);
  }
  // Each processor's are in order already, which makes this cheap.
  return { events: events.sort((a, b) => a.at - b.at), fullAt };
}
