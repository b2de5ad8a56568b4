/** @typedef {{ readonly value: number, readonly low: number, readonly high: number, readonly n: number }} Spread */

/** @type {(values: readonly number[]) => number} */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const lower = sorted[(sorted.length - 1) >> 1];
  const upper = sorted[sorted.length >> 1];
  if (lower === undefined || upper === undefined) throw new Error('median of nothing');
  return (lower + upper) / 2;
}

/** The median of the rounds with the smallest and the largest: with a handful of rounds an interval would promise too much.
 * @type {(values: readonly number[]) => Spread} */
export function spread(values) {
  return { value: median(values), low: Math.min(...values), high: Math.max(...values), n: values.length };
}
