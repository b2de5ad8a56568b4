import type { Json } from '../core/json.ts';

/** What DuckDB's values have in common with each other, as far as it matters: no class of theirs is known here. */
export type Loose =
  | null
  | boolean
  | number
  | bigint
  | string
  | {
      readonly items?: readonly Loose[];
      readonly entries?: Readonly<Record<string, Loose>> | readonly { readonly key: Loose; readonly value: Loose }[];
      toString(): string;
    };

/**
 * A value as JSON that loses nothing: whole numbers beyond 2^53 and numbers that are none (NaN) as text, times in ISO 8601 and
 * UTC, lists, structs, and maps as lists of key and value.
 */
export function jsonOf(value: Loose): Json {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (value.items !== undefined) return value.items.map(jsonOf);
  if (isMap(value.entries)) return value.entries.map((entry) => ({ key: jsonOf(entry.key), value: jsonOf(entry.value) }));
  if (value.entries !== undefined)
    return Object.fromEntries(Object.entries(value.entries).map(([name, field]) => [name, jsonOf(field)]));
  return scalar(value.toString());
}

function isMap(entries: unknown): entries is readonly { readonly key: Loose; readonly value: Loose }[] {
  return Array.isArray(entries);
}

/** Decimals up to this length survive as numbers. */
const EXACT_DECIMAL = /^-?(?=.{1,16}$)\d+\.\d+$/;
const TIME = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(\.\d+)?(?:\+00)?$/;

function scalar(text: string): Json {
  if (EXACT_DECIMAL.test(text)) return Number(text);
  const [, day, time, fraction = '.'] = TIME.exec(text) ?? [];
  return day === undefined || time === undefined ? text : `${day}T${time}${fraction.padEnd(4, '0')}Z`;
}
