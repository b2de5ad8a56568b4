import { z } from 'zod';
import { errorText, UserError } from '../../core/errors.ts';
import { type Place, readFields, shownValue, wrongField } from './fields.ts';
import { type Check, KINDS } from './kinds.ts';

/** Of a file of tables: the published ones are a hundredth of it. */
export const LARGEST_FILE_BYTES = 1024 * 1024;
const SCHEMA_VERSION = 1;

export interface ReadTable {
  readonly id: string;
  readonly title: string | null;
  readonly check: Check;
}

const fileSchema = z.object({
  schemaVersion: z.literal(SCHEMA_VERSION, `${SCHEMA_VERSION}, which this program reads`).optional(),
  tables: z.record(z.string(), z.unknown(), 'tables by their names'),
});

/** All tables are read before any is compared: a wrong field in the last one costs no time. @throws UserError */
export function readTables(text: string, file: string): ReadTable[] {
  const { tables } = readFields(fileSchema, jsonIn(text, file), { file, path: '' });
  const entries = Object.entries(tables);
  if (entries.length === 0) throw wrongField({ file, path: 'tables' }, [], tables, 'at least one table');
  return entries.map(([id, content]) => readTable(id, content, { file, path: `tables.${id}` }));
}

function readTable(id: string, content: unknown, place: Place): ReadTable {
  // A name may go on after a hyphen: two tables of a kind in one file.
  const kind = KINDS[/^(?<kind>[A-Z]\d?)(?:-.+)?$/.exec(id)?.groups?.kind ?? ''];
  if (kind === undefined)
    throw new UserError({
      code: 'validation-table-unknown',
      what: `${place.path} in ${place.file}`,
      got: shownValue(id),
      expected: `a kind of table that is known: ${Object.keys(KINDS).join(', ')}, or one of them with a hyphen and more`,
      fix: 'rename the table by its kind, or take it out; docs/model-tables.md describes the kinds',
    });
  const check = kind(content, place);
  const title = typeof content === 'object' && content !== null && 'title' in content ? content.title : null;
  return { id, title: typeof title === 'string' ? title : null, check };
}

function jsonIn(text: string, file: string): unknown {
  if (Buffer.byteLength(text) > LARGEST_FILE_BYTES) throw tooLarge(text, file);
  try {
    // Some editors begin a file with a byte order mark.
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new UserError(
      {
        code: 'validation-table-not-json',
        what: file,
        got: `no JSON: ${errorText(error)}`,
        expected: 'an object with tables, as JSON',
        fix: 'correct the file; docs/model-tables.md describes it',
      },
      { cause: error },
    );
  }
}

function tooLarge(text: string, file: string): UserError {
  return new UserError({
    code: 'validation-table-too-large',
    what: file,
    got: `${Buffer.byteLength(text)} bytes`,
    expected: `at most ${LARGEST_FILE_BYTES} bytes`,
    fix: 'take only the tables that are to be compared',
  });
}
