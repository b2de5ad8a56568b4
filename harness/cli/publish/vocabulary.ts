/**
 * Names of fields and columns, and words that a field may hold, in lower case. A user called `native` is not hidden by a run without the
 * transport `native`, and such a run could not be read.
 */
export function wordsOf(schemas: readonly unknown[]): ReadonlySet<string> {
  const words = new Set<string>();
  const add = (value: unknown): void => {
    if (typeof value === 'string') for (const word of [value, ...value.split(/[^A-Za-z0-9]+/)]) words.add(word.toLowerCase());
  };
  const visit = (schema: unknown): void => {
    if (typeof schema !== 'object' || schema === null) return;
    for (const [key, value] of Object.entries(schema)) {
      if (key === 'const') add(value);
      if (key === 'enum' && Array.isArray(value)) value.forEach(add);
      if (key === 'properties') Object.keys(value as object).forEach(add);
      visit(value);
    }
  };
  visit(schemas);
  return words;
}
