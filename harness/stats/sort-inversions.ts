/** Runs of this many are sorted by insertion, which is faster than merging them. A power of two, as all widths of runs. */
const FIRST_RUN = 8;

export interface SortedSeries {
  /** Ascending. */
  readonly sorted: Float64Array;
  /** Pairs whose earlier value is the greater one. */
  readonly inversions: number;
}

/**
 * Merge sort from below, which counts what it puts in order: n·log n where counting pair by pair takes n². Knight, A Computer Method for
 * Calculating Kendall's Tau with Ungrouped Data, 1966.
 * @param onRuns sees the sorted runs of each width on the way, the last of which may be shorter; they are overwritten afterwards
 */
export function sortInversions(values: ArrayLike<number>, onRuns: (runs: Float64Array, width: number) => void): SortedSeries {
  const n = values.length;
  let from = new Float64Array(values);
  let to = new Float64Array(n);
  let inversions = 0;
  for (let start = 0; start < n; start += FIRST_RUN) inversions += insertRun(from, start, Math.min(n, start + FIRST_RUN));
  for (let width = FIRST_RUN; ; width *= 2) {
    onRuns(from, width);
    if (width >= n) return { sorted: from, inversions };
    for (let start = 0; start < n; start += 2 * width) {
      inversions += mergeRuns(from, to, start, Math.min(n, start + width), Math.min(n, start + 2 * width));
    }
    [from, to] = [to, from];
  }
}

function insertRun(values: Float64Array, start: number, end: number): number {
  let inversions = 0;
  for (let i = start + 1; i < end; i++) {
    const value = values[i] as number;
    let j = i;
    for (; j > start && (values[j - 1] as number) > value; j--) values[j] = values[j - 1] as number;
    values[j] = value;
    inversions += i - j;
  }
  return inversions;
}

function mergeRuns(from: Float64Array, to: Float64Array, start: number, middle: number, end: number): number {
  let inversions = 0;
  let left = start;
  let right = middle;
  let at = start;
  while (left < middle && right < end) {
    const earlier = from[left] as number;
    const later = from[right] as number;
    if (earlier <= later) {
      to[at++] = earlier;
      left++;
    } else {
      to[at++] = later;
      right++;
      inversions += middle - left;
    }
  }
  while (left < middle) to[at++] = from[left++] as number;
  while (right < end) to[at++] = from[right++] as number;
  return inversions;
}
