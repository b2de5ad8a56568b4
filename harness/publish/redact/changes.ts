import type { Json } from '../../core/json.ts';

/** One replacement, and everywhere that it was made. */
export interface Change {
  readonly before: string;
  readonly after: string;
  /** Fields of run.json, in its order. */
  readonly fields: readonly string[];
}

/** What redaction did to a document. Numbers are never replaced. */
export function changesBetween(before: Json, after: Json): Change[] {
  const changes = new Map<string, { before: string; after: string; fields: string[] }>();
  const note = (field: string, old: string, replaced: string): void => {
    if (old === replaced) return;
    const key = JSON.stringify([old, replaced]);
    const change = changes.get(key) ?? { before: old, after: replaced, fields: [] };
    change.fields.push(field);
    changes.set(key, change);
  };
  const visit = (old: Json, made: Json, path: string): void => {
    if (typeof old === 'string' && typeof made === 'string') note(path, old, made);
    if (typeof old !== 'object' || typeof made !== 'object' || old === null || made === null) return;
    // Redaction keeps the order of keys, some of which it renames.
    const replaced = Object.entries(made as object) as [string, Json][];
    for (const [index, [key, value]] of (Object.entries(old as object) as [string, Json][]).entries()) {
      const [newKey, newValue] = replaced[index] ?? [key, value];
      const field = Array.isArray(old) ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`;
      note(`${field} (the key)`, key, newKey);
      visit(value, newValue, field);
    }
  };
  visit(before, after, '');
  return [...changes.values()];
}
