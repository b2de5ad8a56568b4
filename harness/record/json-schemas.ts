import { z } from 'zod';
import { COUNTER_COLUMNS, COUNTER_SCHEMA_VERSION, counterRowSchema } from '../core/counting.ts';
import { environmentSchema } from '../core/environment.ts';
import { hostProbeSchema } from '../core/host-probe.ts';
import { noiseFloorSchema } from '../core/noise-floor.ts';
import { runRecordSchema } from '../core/run-record.ts';
import { SAMPLE_COLUMNS, SAMPLE_SCHEMA_VERSION, sampleSchema } from '../core/sample.ts';
import { SUMMARY_COLUMNS, SUMMARY_SCHEMA_VERSION, summarySchema } from '../core/summary.ts';
import { COUNTER_MEANINGS, SAMPLE_MEANINGS, SUMMARY_MEANINGS } from './column-meanings.ts';

export type JsonSchema = z.core.JSONSchema.BaseSchema;

/** What results/schema/ holds: `npm run schemas` writes it, and a test fails while it is stale. */
export function jsonSchemas(): Readonly<
  Record<'run' | 'sample' | 'summary' | 'counter' | 'environment' | 'noise-floor' | 'host-probe', JsonSchema>
> {
  return {
    run: jsonSchema(runRecordSchema, 'run.json', 'Everything about a run of mntbench but its samples.'),
    sample: jsonSchema(
      columns(SAMPLE_COLUMNS, { ...sampleSchema.shape, schemaVersion: z.literal(SAMPLE_SCHEMA_VERSION) }, SAMPLE_MEANINGS, [
        'emulated',
      ]),
      'a row of samples.csv',
      'One measured value. Numbers and booleans are read from their text; an empty field is null.',
    ),
    summary: jsonSchema(
      columns(SUMMARY_COLUMNS, { ...summarySchema.shape, ...summaryConstants }, SUMMARY_MEANINGS, ['emulated']),
      'a row of summary.csv',
      'One metric of one cell over all blocks, made from samples.csv. Numbers and booleans are read from their text; an empty field is null.',
    ),
    counter: jsonSchema(
      columns(
        COUNTER_COLUMNS,
        { ...counterRowSchema.shape, schemaVersion: z.literal(COUNTER_SCHEMA_VERSION) },
        COUNTER_MEANINGS,
        [],
      ),
      'a row of counters.csv',
      'What the kernel counted while one step was measured. Numbers and booleans are read from their text; an empty field is null.',
    ),
    environment: jsonSchema(
      environmentSchema,
      'the document of `mntbench doctor --json`',
      'What a machine runs; also `environment` in run.json.',
    ),
    'noise-floor': jsonSchema(
      noiseFloorSchema,
      'a file in the folder noise-floor of a machine',
      'One configuration compared with itself: what `mntbench aa` found.',
    ),
    'host-probe': jsonSchema(
      hostProbeSchema,
      'host-probe.json',
      "The probe's operations on the same folders from the far side of their mounts.",
    ),
  };
}

/** Columns that no record holds, and one that a file holds in another form. */
const summaryConstants = {
  schemaVersion: z.literal(SUMMARY_SCHEMA_VERSION),
  ciLevel: z.literal(0.95),
  ciMethod: z.literal('order-statistics'),
  warnings: z.string().nullable(),
};

/** A row by its column names. Loose, and without the later ones: columns added at the end do not change the version. */
function columns<Column extends string>(
  fields: Readonly<Record<Column, string>>,
  shape: Readonly<Record<string, z.ZodType>>,
  meanings: Readonly<Record<Column, string>>,
  later: readonly Column[],
): z.ZodType {
  const described = (Object.keys(fields) as Column[]).map((column) => {
    const schema = shape[fields[column]];
    if (schema === undefined) throw new Error(`column ${column} has no field ${fields[column]}`);
    const described = schema.describe(meanings[column]);
    return [column, later.includes(column) ? described.optional() : described] as const;
  });
  return z.looseObject(Object.fromEntries(described));
}

function jsonSchema(schema: z.ZodType, title: string, description: string): JsonSchema {
  const made = z.toJSONSchema(schema.meta({ title, description }), {
    override: ({ jsonSchema: part }) => {
      // `format` says the same in a word; a safe integer is no limit of ours.
      if (part.format === 'date-time') delete part.pattern;
      if (part.maximum === Number.MAX_SAFE_INTEGER) delete part.maximum;
      if (part.minimum === Number.MIN_SAFE_INTEGER) delete part.minimum;
    },
  });
  return made;
}
