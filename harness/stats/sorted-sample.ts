declare const sorted: unique symbol;

/** At least one finite value, ascending. Checked once here, so that no estimator has to. */
export type SortedSample = Float64Array & { readonly [sorted]: true };

export function sortedSample(values: Iterable<number>): SortedSample | null {
  const copy = Float64Array.from(values);
  if (copy.length === 0 || !copy.every(Number.isFinite)) return null;
  return copy.sort() as SortedSample;
}
