import type { Tally, TracedEvent } from './traced-event.ts';

/** Counts the events between `start` and `stop`. */
export interface Collector {
  add(event: TracedEvent): void;
  start(): void;
  stop(): void;
  /** After `stop`. */
  read(event: TracedEvent): Tally;
}
