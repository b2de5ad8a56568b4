/** The highest of some versions: numbers count as numbers, so that 6.12.9 comes before 6.12.95. */
export function newest(versions: readonly string[]): string | null {
  const order = new Intl.Collator('en', { numeric: true });
  return versions.toSorted((a, b) => order.compare(a, b)).at(-1) ?? null;
}
