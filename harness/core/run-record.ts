import { z } from 'zod';
import { configSchema } from './config.ts';
import { findingSchema } from './finding.ts';
import { labConditionsSchema } from './lab-conditions.ts';
import { targetSchema } from './target.ts';

export const RUN_SCHEMA_VERSION = 1;

const duration = z.number().nonnegative();
const instant = z.iso.datetime({ precision: 3 });

/** One workload with one preset, thread count and cache mode: what is repeated in every block on every target. */
export const trialSchema = z.strictObject({
  workload: z.string(),
  preset: z.string(),
  concurrency: z.number().int().positive(),
  cache: z.enum(['warm', 'cold']),
});

export type Trial = z.infer<typeof trialSchema>;

/** How the presets were chosen. */
const sizingSchema = z.strictObject({
  workload: z.string(),
  preset: z.string(),
  /** One sentence: fixed by the user, or what the pilot measured and predicted. */
  reason: z.string(),
  /** Predicted time of one block over all targets and thread counts; null where no pilot told. */
  blockNs: duration.nullable(),
});

/** What measuring costs: read beside every small value. */
export const calibrationSchema = z.strictObject({
  /** Median time of an empty operation in the measuring loop: the clock and the loop. */
  timerNs: duration,
  /** Smallest difference between two readings of the clock. */
  timerResolutionNs: duration,
  /** Median wall time of a command that does nothing, by the same path as the measured ones. */
  spawnNs: duration,
  /** Why user, system, memory and switches of commands are missing; null where they are measured. */
  rusageUnavailable: z.string().nullable(),
});

export type Calibration = z.infer<typeof calibrationSchema>;

/** One pass over all cells, and what was read before and after it. */
export const blockSchema = z.strictObject({
  block: z.number().int().nonnegative(),
  startedAt: instant,
  finishedAt: instant.nullable(),
  /** Trials in the order of execution, as `trial index@target id`. */
  order: z.array(z.string()),
  /** Why samples of this block are invalid, by target id (`*`: all). Empty when nothing moved. */
  disturbances: z.array(z.strictObject({ target: z.string(), reason: z.string(), evidence: z.string() })),
  wallNs: duration,
  /** Inside measured work. */
  measuredNs: duration,
});

export type BlockRecord = z.infer<typeof blockSchema>;

/** The file run.json. Everything about a run but its samples. */
export const runRecordSchema = z.strictObject({
  schemaVersion: z.literal(RUN_SCHEMA_VERSION),
  id: z.string().regex(/^\d{8}T\d{6}Z-[0-9a-f]{6}$/),
  /** `running` on disk means that the program was killed. */
  status: z.enum(['running', 'complete', 'partial', 'interrupted']),
  startedAt: instant,
  finishedAt: instant.nullable(),
  /** Random, made once per machine. */
  machineId: z.string(),
  harness: z.strictObject({ version: z.string(), node: z.string(), uv: z.string(), commandLine: z.array(z.string()) }),
  config: configSchema,
  /** The doctor's document before the run, and after it (null until it ended). Kept as read; its own version stands inside. */
  environment: z.strictObject({ before: z.json(), after: z.json().nullable() }),
  /** Written by the host when the guest is over; null on every other machine, and where the host did not live to write it. */
  lab: labConditionsSchema.nullable().default(null),
  targets: z.array(targetSchema),
  plan: z.strictObject({
    trials: z.array(trialSchema),
    sizing: z.array(sizingSchema),
    minimumBlocks: z.number().int().positive(),
    quick: z.boolean(),
    /** Operations of a workload in the order of tables, where blocks shuffle them. */
    tableOrder: z.record(z.string(), z.array(z.string())),
    /** Workloads that could not run at all, with the reason. */
    skipped: z.array(z.strictObject({ workload: z.string(), reason: z.string() })),
    /** Given by the user in place of generated inputs. */
    repository: z.string().nullable(),
    project: z.string().nullable(),
  }),
  inputs: z.array(
    z.strictObject({
      workload: z.string(),
      preset: z.string(),
      name: z.string(),
      sha256: z.string(),
      facts: z.record(z.string(), z.json()),
    }),
  ),
  calibration: calibrationSchema.nullable(),
  blocks: z.array(blockSchema),
  /** Why measuring ended: every median precise, time used up, a target three quarters full, or what stopped it. */
  stop: z.enum(['precise', 'cap', 'full', 'interrupted', 'failed']).nullable(),
  /** Trials that failed, as they failed. */
  failures: z.array(
    z.strictObject({
      workload: z.string(),
      preset: z.string(),
      target: z.string(),
      concurrency: z.number().int(),
      cache: z.enum(['warm', 'cold']),
      block: z.number().int(),
      phase: z.string().nullable(),
      reason: z.string(),
      message: z.string(),
    }),
  ),
  /** Counted results that belong to the work, such as expected ENOENT; by workload/phase/operation. */
  outcomes: z.record(z.string(), z.record(z.string(), z.number())),
  warnings: z.array(findingSchema),
  /** Wall time of the stages. */
  timing: z.strictObject({
    preparationNs: duration,
    pilotNs: duration,
    blocksNs: duration,
    teardownNs: duration,
    measuredNs: duration,
  }),
});

export type RunRecord = z.infer<typeof runRecordSchema>;
