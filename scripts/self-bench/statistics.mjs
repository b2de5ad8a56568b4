/** @typedef {{ readonly value: number, readonly low: number, readonly high: number, readonly n: number }} Spread */

/** @type {(values: readonly number[]) => number} */
export function median(values) {
  if (values.length === 0) throw new Error('median of nothing');
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** The median of the rounds with the smallest and the largest: with a handful of rounds an interval would promise too much.
 * @type {(values: readonly number[]) => Spread} */
export function spread(values) {
  return { value: median(values), low: Math.min(...values), high: Math.max(...values), n: values.length };
}
