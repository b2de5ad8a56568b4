declare const sorted: unique symbol;

/** At least one finite value, ascending. Checked once here, so that no estimator has to. */
export type SortedSample = Float64Array & { readonly [sorted]: true };

/** A copy; null without a value or with one that is not finite. */
export function sortedSample(values: Iterable<number> | ArrayLike<number>): SortedSample | null {
  // From an array directly: through its iterator, a million values take as long as sorting them.
  const copy = 'length' in values ? new Float64Array(values) : Float64Array.from(values);
  if (copy.length === 0) return null;
  for (let i = 0; i < copy.length; i++) if (!Number.isFinite(copy[i])) return null;
  return copy.sort() as SortedSample;
}
