/** What the file `format` of an event says of its records. */
export interface EventFormat {
  readonly id: number;
  /** Offsets in a record, by name of the field. */
  readonly offsets: ReadonlyMap<string, number>;
}

const FIELD = /^\tfield:[^;]*?(\w+)(?:\[[^;]*\])?;\s*offset:(\d+);/gm;

export function parseFormat(text: string): EventFormat | null {
  const id = /^ID: (\d+)$/m.exec(text)?.[1];
  if (id === undefined) return null;
  const fields = [...text.matchAll(FIELD)].map(([, name = '', offset]) => [name, Number(offset)] as const);
  return { id: Number(id), offsets: new Map(fields) };
}
