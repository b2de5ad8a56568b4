import { z } from 'zod';
import { cellSchema } from './cell.ts';
import { METRIC_NAMES } from './sample.ts';

const NOISE_FLOOR_VERSION = 1;

const share = z.number().min(0).max(1);
/** Cost over cost; 1 is no difference. */
const ratio = z.number().positive();

/**
 * One configuration compared with itself: how large a difference the machine shows where there is none, and how often the decision rule
 * would have called it one. A file of its own below the machine's folder of results.
 */
export const noiseFloorSchema = z.strictObject({
  schemaVersion: z.literal(NOISE_FLOOR_VERSION),
  /** Of the first run behind it. */
  id: z.string().regex(/^\d{8}T\d{6}Z-[0-9a-f]{6}$/),
  machineId: z.string(),
  kernel: z.string().nullable(),
  emulated: z.boolean().nullable(),
  runs: z.array(z.string()),
  /** What stood for the two sides: every other block of one boot, or every other boot. */
  units: z.enum(['blocks', 'boots']),
  /** Pairs, or units per side where they are no pairs; the least of all cells. */
  perSide: z.number().int().nonnegative(),
  alpha: share,
  threshold: z.number().positive(),
  seed: z.number().int().nonnegative(),
  cells: z.array(
    z.strictObject({
      ...cellSchema.shape,
      metric: z.enum(METRIC_NAMES),
      /** One half over the other. */
      ratio,
      low: ratio.nullable(),
      high: ratio.nullable(),
      p: share,
      /** Above 1: what nineteen of twenty random divisions of this cell's values into halves stay below. */
      floor: z.number().min(1),
      /** p is at most alpha, before Holm: by chance alone this happens to one cell in 1/alpha. */
      flagged: z.boolean(),
    }),
  ),
  flagged: z.strictObject({
    count: z.number().int().nonnegative(),
    of: z.number().int().nonnegative(),
    /** Clopper–Pearson, 95 %, as if cells were independent. */
    low: share,
    high: share,
    /** Share of other labellings of the same values whose cells differ as much or more, all together. */
    chance: share,
  }),
  /** Cells that the whole rule (Holm, threshold) called faster or slower. */
  falseVerdicts: z.number().int().nonnegative(),
  /** Of the differences, how many point up, and the share of other labellings that lean as much; null below eight cells. */
  lean: z.strictObject({ up: z.number().int(), of: z.number().int(), p: share.nullable() }),
  /** Above 1: 95th percentile of the differences over all cells; the largest below twenty cells. */
  floor: z.number().min(1),
  alarms: z.array(z.enum(['too-much-spread', 'one-sided'])),
});

export type NoiseFloor = z.infer<typeof noiseFloorSchema>;
