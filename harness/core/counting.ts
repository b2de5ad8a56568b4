import { z } from 'zod';
import type { MeasuredAt, Measurement } from './measurement.ts';

/**
 * One thing that the kernel counted while one measured step ran. `counts` around a timed step are differences of numbers that the
 * kernel keeps anyway; those of the traced pass come from tracepoints, which cost time, so that a traced step is never a timed one.
 */
export const countSchema = z.strictObject({
  /** Where it was read: `swiotlb`, `kernel-log`, `interrupts`, `scheduler`, `9p`, `fuse`. */
  source: z.string(),
  /** What was counted: `used-high-water`, `full`, `bounced-mappings`, `requests`, … */
  counter: z.string(),
  /** Device, request type, pool…; null where the counter has no parts. */
  key: z.string().nullable(),
  /** A second part: size of a mapping; null where there is none. */
  subkey: z.string().nullable(),
  unit: z.enum(['count', 'bytes', 'slots']),
  /** Null: this machine does not tell, and `reason` says why. */
  value: z.number().nonnegative().nullable(),
  reason: z.string().nullable(),
});

export type Count = z.infer<typeof countSchema>;

/** Reads counters around measured steps. */
export interface Counting {
  /** Just before a step; everything that takes time is done before it returns. */
  start(): void;
  /** Just after it. */
  finish(): readonly Count[];
}

/** The step that the counts belong to. */
export type CountedStep = MeasuredAt & Pick<Measurement, 'phase' | 'operation' | 'concurrency' | 'operations' | 'startedAt'>;
