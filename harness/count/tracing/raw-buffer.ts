import { readdirSync } from 'node:fs';
import type { Collector } from './collector.ts';
import type { Tally, TracedEvent } from './traced-event.ts';
import type { TraceInstance } from './tracefs.ts';

/** Per CPU. About a hundred thousand events: a step has a few thousand. */
const BUFFER_KIB = 4096;

/** Every event is stored and read afterwards, on kernels without CONFIG_HIST_TRIGGERS. */
export class RawBuffer implements Collector {
  readonly #instance: TraceInstance;
  readonly #events: TracedEvent[] = [];
  #lines: readonly string[] = [];
  #lost = 0;

  constructor(instance: TraceInstance) {
    this.#instance = instance;
    instance.write('0', 'tracing_on');
    instance.write(String(BUFFER_KIB), 'buffer_size_kb');
    // Task, CPU and time of an event are not what is counted.
    instance.write('nocontext-info', 'trace_options');
  }

  add(event: TracedEvent): void {
    this.#events.push(event);
    this.#instance.write('0', 'events', event.path, 'enable');
  }

  start(): void {
    this.#instance.write('', 'trace'); // Opened to be overwritten, it is emptied.
    for (const event of this.#events) this.#instance.write('1', 'events', event.path, 'enable');
    this.#instance.write('1', 'tracing_on');
  }

  stop(): void {
    this.#instance.write('0', 'tracing_on');
    for (const event of this.#events) this.#instance.write('0', 'events', event.path, 'enable');
    this.#lines = this.#instance.read('trace').split('\n');
    const cpus = readdirSync(this.#instance.path('per_cpu'));
    this.#lost = cpus.reduce((sum, cpu) => sum + lostEvents(this.#instance.read('per_cpu', cpu, 'stats')), 0);
  }

  read(event: TracedEvent): Tally {
    if (this.#lost > 0) return { reason: `the trace buffer overflowed: ${this.#lost} events were lost` };
    return tallyLines(this.#lines, event);
  }
}

/** What one CPU's part of the buffer could not keep. */
export function lostEvents(stats: string): number {
  const counts = stats.matchAll(/^(?:overrun|commit overrun|dropped events): (\d+)$/gm);
  return [...counts].reduce((sum, [, count]) => sum + Number(count), 0);
}

/** Lines of other events are left out; a line of this one that is printed otherwise than known makes the count unknown. */
export function tallyLines(lines: readonly string[], event: TracedEvent): Tally {
  const start = `${event.path.slice(event.path.indexOf('/') + 1)}: `;
  const totals = new Map<string, number>();
  for (const line of lines) {
    const text = line.trimStart();
    if (!text.startsWith(start)) continue;
    const keys = event.printed.exec(text.slice(start.length))?.slice(1);
    if (keys === undefined) return { reason: `this kernel prints ${event.path} in an unknown way: ${text.slice(0, 100)}` };
    const key = keys.join('\0');
    totals.set(key, (totals.get(key) ?? 0) + 1);
  }
  return { hits: [...totals].map(([key, hits]) => ({ keys: key.split('\0'), hits })) };
}
