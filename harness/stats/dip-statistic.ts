/**
 * The dip: largest vertical distance between the empirical distribution and the nearest one with a single mode, which is convex up to the
 * mode and concave behind it. Without unit, from 1/(2n) to ¼. Hartigan & Hartigan, The Dip Test of Unimodality, 1985; AS 217.
 *
 * The mode is closed in from both sides: between its bounds, the greatest convex minorant and the least concave majorant are compared
 * where they part the most; outside of them the distance is that to the minorant (left) and to the majorant (right). Values that are
 * equal are one place with a jump, and only the mode may keep its jump.
 * @param sorted ascending, at least one value, in any one unit
 */
export function dipStatistic(sorted: ArrayLike<number>): number {
  const steps = stepsOf(sorted);
  let low = 0;
  let high = steps.places.length - 1;
  // Twice the dip, in values.
  let excess = 1;
  while (low < high) {
    const minorant = hull(steps.places, steps.below, low, high, 1);
    const majorant = hull(steps.places, steps.above, low, high, -1);
    const gap = widestGap(steps, minorant, majorant);
    if (gap.width <= excess) break;
    excess = Math.max(excess, excessLeft(steps, minorant, gap.low), excessRight(steps, majorant, gap.high));
    low = gap.low;
    high = gap.high;
  }
  return excess / (2 * sorted.length);
}

/** Different values, with the number of values before each and up to each. */
interface Steps {
  readonly places: Float64Array;
  readonly below: Float64Array;
  readonly above: Float64Array;
}

function stepsOf(sorted: ArrayLike<number>): Steps {
  const n = sorted.length;
  if (n === 0) throw new RangeError('no values have no dip');
  const places = new Float64Array(n);
  const below = new Float64Array(n);
  const above = new Float64Array(n);
  let count = 0;
  for (let i = 0; i < n; i++) {
    const value = sorted[i] as number;
    if (count === 0 || value !== places[count - 1]) {
      places[count] = value;
      below[count] = i;
      count++;
    }
    above[count - 1] = i + 1;
  }
  return { places: places.subarray(0, count), below: below.subarray(0, count), above: above.subarray(0, count) };
}

/** Where the convex minorant (`bend` 1) or the concave majorant (−1) touches the points from `low` to `high`. */
function hull(x: Float64Array, y: Float64Array, low: number, high: number, bend: 1 | -1): number[] {
  const touches: number[] = [low];
  for (let next = low + 1; next <= high; next++) {
    while (touches.length > 1) {
      const last = touches[touches.length - 1] as number;
      const before = touches[touches.length - 2] as number;
      if (bend * (slope(x, y, last, next) - slope(x, y, before, last)) > 0) break;
      touches.pop();
    }
    touches.push(next);
  }
  return touches;
}

function slope(x: Float64Array, y: Float64Array, from: number, to: number): number {
  return ((y[to] as number) - (y[from] as number)) / ((x[to] as number) - (x[from] as number));
}

interface Gap {
  readonly low: number;
  readonly high: number;
  readonly width: number;
}

/** Both are straight between the places where either touches, so they part the most at one of those. */
function widestGap({ places, below, above }: Steps, minorant: readonly number[], majorant: readonly number[]): Gap {
  let widest: Gap = { low: 0, high: 0, width: Number.NEGATIVE_INFINITY };
  let m = 0;
  for (const touch of minorant) {
    while ((majorant[m] as number) < touch) m++;
    const after = majorant[m] as number;
    const width = lineAt(places, above, majorant[m - 1] ?? after, after, touch) - (below[touch] as number);
    if (width > widest.width) widest = { low: touch, high: after, width };
  }
  m = 0;
  for (const touch of majorant) {
    while ((minorant[m + 1] ?? Number.POSITIVE_INFINITY) <= touch) m++;
    const before = minorant[m] as number;
    const width = (above[touch] as number) - lineAt(places, below, before, minorant[m + 1] ?? before, touch);
    if (width > widest.width) widest = { low: before, high: touch, width };
  }
  return widest;
}

function excessLeft({ places, below, above }: Steps, minorant: readonly number[], end: number): number {
  let largest = 0;
  for (let t = 1; t < minorant.length && (minorant[t] as number) <= end; t++) {
    const from = minorant[t - 1] as number;
    const to = minorant[t] as number;
    for (let i = from; i < to; i++) largest = Math.max(largest, (above[i] as number) - lineAt(places, below, from, to, i));
  }
  return largest;
}

function excessRight({ places, below, above }: Steps, majorant: readonly number[], start: number): number {
  let largest = 0;
  for (let t = majorant.length - 1; t > 0 && (majorant[t - 1] as number) >= start; t--) {
    const from = majorant[t - 1] as number;
    const to = majorant[t] as number;
    for (let i = from + 1; i <= to; i++) largest = Math.max(largest, lineAt(places, above, from, to, i) - (below[i] as number));
  }
  return largest;
}

/** Height at the place `at` of the straight line through two points. */
function lineAt(x: Float64Array, y: Float64Array, from: number, to: number, at: number): number {
  if (from === to || at === from) return y[from] as number;
  return (y[from] as number) + slope(x, y, from, to) * ((x[at] as number) - (x[from] as number));
}
