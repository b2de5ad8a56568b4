import type { Collector } from './collector.ts';
import type { Hit, Tally, TracedEvent } from './traced-event.ts';
import type { TraceInstance } from './tracefs.ts';

/** Different sizes of mappings times devices, or types of requests times mounts; beyond it the kernel says how many it dropped. */
const ENTRIES = 4096;

/** Counts inside the kernel: nothing is copied per event, and nothing can overrun. */
export class Histograms implements Collector {
  readonly #instance: TraceInstance;
  readonly #events: TracedEvent[] = [];

  constructor(instance: TraceInstance) {
    this.#instance = instance;
  }

  static isPossible(instance: TraceInstance, event: TracedEvent): boolean {
    return instance.has('events', event.path, 'hist');
  }

  add(event: TracedEvent): void {
    this.#trigger(event, 'pause');
    this.#events.push(event);
  }

  start(): void {
    for (const event of this.#events) this.#trigger(event, 'clear');
    for (const event of this.#events) this.#trigger(event, 'cont');
  }

  stop(): void {
    for (const event of this.#events) this.#trigger(event, 'pause');
  }

  read(event: TracedEvent): Tally {
    return parseHistogram(this.#instance.read('events', event.path, 'hist'), event.keys);
  }

  #trigger(event: TracedEvent, action: 'pause' | 'clear' | 'cont'): void {
    this.#instance.add(`hist:keys=${event.keys.join(',')}:size=${ENTRIES}:${action}\n`, 'events', event.path, 'trigger');
  }
}

const ENTRY = /^\{ (.*) \} hitcount:\s+(\d+)/gm;

export function parseHistogram(text: string, keys: readonly string[]): Tally {
  const dropped = Number(/^ {4}Dropped: (\d+)$/m.exec(text)?.[1] ?? Number.NaN);
  if (Number.isNaN(dropped)) return { reason: 'the histogram of the kernel has no totals' };
  if (dropped > 0) return { reason: `the kernel's histogram was full: ${dropped} events were not counted` };
  return { hits: [...text.matchAll(ENTRY)].map(([, entry = '', hits]) => hitOf(entry, keys, Number(hits))) };
}

/** `dev_name: 0000:00:04.0     , size:         40`: values are padded with blanks. */
function hitOf(entry: string, keys: readonly string[], hits: number): Hit {
  const values = keys.map((key) => new RegExp(`(?:^|, )${key}:\\s+(.*?)\\s*(?:, \\w+:|$)`).exec(entry)?.[1] ?? '');
  return { keys: values, hits };
}
