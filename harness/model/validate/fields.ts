import { z } from 'zod';
import { UserError } from '../../core/errors.ts';

/** Where a part of the file is, for messages. */
export interface Place {
  readonly file: string;
  /** Like `tables.C1`; empty for the file as a whole. */
  readonly path: string;
}

/** The same for every published system: a rate or a time outside of these is a typing error, and no simulation should try it. */
const LIMITS = {
  /** A nanosecond per operation. */
  ratePerSecond: 1e9,
  /** An hour. */
  microseconds: 3.6e9,
  /** Jobs, processors, servers: each is simulated. */
  jobs: 4096,
  bytes: 2 ** 40,
  rows: 500,
} as const;

export const rate = numeric(
  `operations per second, above 0 and up to ${LIMITS.ratePerSecond}`,
  (value) => value > 0 && value <= LIMITS.ratePerSecond,
);
export const microseconds = numeric(
  `a time above 0 and up to ${LIMITS.microseconds} µs`,
  (value) => value > 0 && value <= LIMITS.microseconds,
);
export const jobs = numeric(`a whole number from 1 to ${LIMITS.jobs}`, (value) => isWhole(value, 1, LIMITS.jobs));
export const bytes = numeric('a whole number of bytes', (value) => isWhole(value, 0, LIMITS.bytes));
export const count = numeric('a whole number from 0', (value) => isWhole(value, 0, Number.MAX_SAFE_INTEGER));
export const positive = numeric('a number above 0', (value) => value > 0);
/** New over old, minus 1: nothing shrinks by more than all of it. */
export const change = numeric('a change above -1', (value) => value > -1);
export const tolerance = numeric('a share above 0 and below 1', (value) => value > 0 && value < 1);
export const name = z.string().min(1, 'a text that is not empty').max(200, 'a text of at most 200 characters');
export const role = name.optional();

/** Low and high of what is accepted; null is no limit on that side. */
export const range = z
  .tuple([positiveOrZero().nullable(), positiveOrZero().nullable()], 'two numbers or nulls, low and high')
  .refine(([low, high]) => low === null || high === null || low <= high, 'low before high');

/** JSON has no NaN; null and texts like "NaN" in its place are no numbers either. */
export function numeric(expected: string, isValid: (value: number) => boolean): z.ZodType<number> {
  return z.custom<number>((value) => typeof value === 'number' && Number.isFinite(value) && isValid(value), expected);
}

export function rowsOf<T extends z.ZodType>(row: T): z.ZodArray<T> {
  return z.array(row).min(1, 'at least one row').max(LIMITS.rows, `at most ${LIMITS.rows} rows`);
}

/** An object that is keyed by whole numbers, like sizes or outstanding requests, with at least one of them. */
export function byNumber<T extends z.ZodType>(value: T, key: string): z.ZodRecord<z.ZodString, T> {
  return z
    .record(z.string().regex(/^[1-9]\d{0,12}$/, `${key}, as a whole number`), value)
    .refine((record) => Object.keys(record).length > 0, 'at least one entry');
}

function positiveOrZero(): z.ZodType<number> {
  return numeric('a number of 0 or more', (value) => value >= 0);
}

function isWhole(value: number, low: number, high: number): boolean {
  return Number.isSafeInteger(value) && value >= low && value <= high;
}

/** @throws UserError with the path of the first field that is wrong */
export function readFields<T extends z.ZodType>(schema: T, content: unknown, place: Place): z.output<T> {
  const parsed = schema.safeParse(content);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  if (issue === undefined) throw parsed.error;
  // zod's own sentences name what was expected and what came; the second is told by the message anyway.
  const expected = issue.message.replace(/^Invalid input: expected /, '').replace(/, received .*$/, '');
  throw wrongField(place, issue.path, valueAt(content, issue.path), expected);
}

export function wrongField({ file, path }: Place, inside: readonly PropertyKey[], got: unknown, expected: string): UserError {
  return new UserError({
    code: 'validation-table-field',
    what: `${pathText(path, inside)} in ${file}`,
    got: shownValue(got),
    expected,
    fix: 'correct the field; docs/model-tables.md describes each one that is read',
  });
}

function pathText(path: string, inside: readonly PropertyKey[]): string {
  const text = inside.reduce<string>((all, key) => all + (typeof key === 'number' ? `[${key}]` : `.${String(key)}`), path);
  return text === '' ? 'the whole' : text.replace(/^\./, '');
}

function valueAt(content: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined,
    content,
  );
}

const SHOWN_CHARACTERS = 80;

export function shownValue(value: unknown): string {
  if (typeof value === 'number') return String(value);
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
}
