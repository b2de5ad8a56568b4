import { z } from 'zod';
import { COUNTER_COLUMNS, COUNTER_SCHEMA_VERSION, counterRowSchema } from '../core/counting.ts';
import { SAMPLE_COLUMNS, SAMPLE_SCHEMA_VERSION, sampleSchema } from '../core/sample.ts';
import { SUMMARY_COLUMNS, SUMMARY_SCHEMA_VERSION, summarySchema } from '../core/summary.ts';

export type SqlType = 'VARCHAR' | 'BIGINT' | 'DOUBLE' | 'BOOLEAN' | 'TIMESTAMP';

/** By name, in order. */
export type Columns = Readonly<Record<string, SqlType>>;

/** A view whose rows lie in one CSV file per run. */
export interface FileView {
  readonly name: 'samples' | 'summary' | 'counters';
  readonly columns: Columns;
  readonly version: number;
}

/** Files from before these columns were added at the end lack them; they are null there. */
export const LATER: ReadonlySet<string> = new Set(['emulated']);

function typed(columns: Readonly<Record<string, string>>, shape: Readonly<Record<string, z.ZodType>>): Columns {
  return Object.fromEntries(
    Object.entries(columns).map(([column, field]) => [column, OF_NO_RECORD[field] ?? sqlType(shape[field])]),
  );
}

/** Constants of every row. */
const OF_NO_RECORD: Readonly<Record<string, SqlType>> = { schemaVersion: 'BIGINT', ciLevel: 'DOUBLE', ciMethod: 'VARCHAR' };

/** From the record's own schema, so that nothing is told twice. */
function sqlType(schema: z.ZodType | undefined): SqlType {
  if (schema === undefined) throw new Error('a column holds a field that its record lacks');
  const { type, format, anyOf } = z.toJSONSchema(schema);
  // A nullable type is written as a list of types, or as a choice of schemas where it has a format.
  const choices = anyOf ?? [type].flat().map((one) => ({ type: one, format }));
  const known = choices.find((choice) => choice.type !== 'null');
  if (known?.format === 'date-time') return 'TIMESTAMP';
  const found = SQL_TYPES[String(known?.type)];
  if (found === undefined) throw new Error(`no type of SQL for ${JSON.stringify(choices)}`);
  return found;
}

/** A list is that of warnings: their codes, separated by semicolons. */
const SQL_TYPES: Readonly<Record<string, SqlType>> = {
  integer: 'BIGINT',
  number: 'DOUBLE',
  boolean: 'BOOLEAN',
  string: 'VARCHAR',
  array: 'VARCHAR',
};

export const FILE_VIEWS: readonly FileView[] = [
  { name: 'samples', columns: typed(SAMPLE_COLUMNS, sampleSchema.shape), version: SAMPLE_SCHEMA_VERSION },
  { name: 'summary', columns: typed(SUMMARY_COLUMNS, summarySchema.shape), version: SUMMARY_SCHEMA_VERSION },
  { name: 'counters', columns: typed(COUNTER_COLUMNS, counterRowSchema.shape), version: COUNTER_SCHEMA_VERSION },
];
