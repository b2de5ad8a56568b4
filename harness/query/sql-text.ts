import type { Columns } from './views.ts';

export function text(value: string): string {
  // DuckDB takes a statement as a C string; a path holds no such character, and nothing else depends on it.
  return `'${value.replaceAll("'", "''").replaceAll('\0', '\ufffd')}'`;
}

export function name(value: string): string {
  return `"${value.replaceAll('"', '""')}"`;
}

/** `"a" BIGINT, "b" VARCHAR` */
export function definitions(columns: Columns): string {
  return Object.entries(columns)
    .map(([column, type]) => `${name(column)} ${type}`)
    .join(', ');
}
