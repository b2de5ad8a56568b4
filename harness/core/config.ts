import { z } from 'zod';
import { COUNTER_MODES } from './counting.ts';

/** One place for every default; the reason stands beside it. */
export const DEFAULTS = {
  /** Relative half-width of each median's 95 % interval at which a cell is done. */
  precision: 0.03,
  /** Long enough for ten blocks of everything on two local mounts, short enough to wait for. */
  maxTimeSeconds: 600,
  quickMaxTimeSeconds: 60,
  /** One thread tells latency, four tell whether the far side works in parallel. */
  concurrency: [1, 4],
  seed: 1,
  /** Without progress for this long an operation counts as hung: a hundred times the slowest healthy one seen on 9P. */
  hangSeconds: 30,
  /** A package install of the largest preset over 9P takes minutes; beyond this the command is hung. */
  commandSeconds: 900,
} as const;

const positive = z.number().positive().finite();

const workloadChoice = z.strictObject({
  /** A preset's name; `auto` lets the pilot choose the largest that fits the time. */
  preset: z.string().default('auto'),
});

/** bench.config.ts. Everything is optional; the command line wins. */
export const configSchema = z.strictObject({
  /** Directories to measure. Empty: every Windows drive, or on other machines only the controls. */
  targets: z.array(z.string().min(1)).default([]),
  /** Adds the native file system and tmpfs where no target lies on one: without them nobody can tell a slow mount from a slow machine. */
  controls: z.boolean().default(true),
  /** Which workloads, and each one's preset. Absent: all, sized by the pilot. */
  workloads: z.record(z.string(), workloadChoice).optional(),
  precision: positive.max(1).default(DEFAULTS.precision),
  /** Seconds for the whole run, preparation included. */
  maxTimeSeconds: positive.default(DEFAULTS.maxTimeSeconds),
  concurrency: z
    .array(z.number().int().positive().max(64))
    .min(1)
    .default([...DEFAULTS.concurrency]),
  /** Also measure with the guest's caches dropped before each step; needs root. */
  cold: z.boolean().default(false),
  /** What the kernel counts around each measured step goes to counters.csv; needs root. `trace` adds a pass of its own. */
  counters: z.enum(COUNTER_MODES).default('read'),
  seed: z.number().int().nonnegative().default(DEFAULTS.seed),
  /** Where runs land; relative to the project. */
  results: z.string().min(1).default('results'),
  hangSeconds: positive.default(DEFAULTS.hangSeconds),
  commandSeconds: positive.default(DEFAULTS.commandSeconds),
});

/** What a user writes. */
export type BenchConfig = z.input<typeof configSchema>;
/** What the program uses: nothing optional but the choice of workloads. */
export type ResolvedConfig = z.output<typeof configSchema>;
