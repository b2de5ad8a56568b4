/** L ≤ Σ factor·parameter ≤ H, parameters by index. */
export interface KnownSum {
  readonly terms: readonly { readonly index: number; readonly factor: number }[];
  readonly low: number;
  readonly high: number;
}

interface Range {
  readonly low: number;
  /** Infinite where nothing limits it. */
  readonly high: number;
}

/**
 * How far each parameter can go when none is negative and the sums hold: 0 ≤ b_bounce ≤ min(readSlope / 2, writeSlope). Interval
 * propagation: exact where one direction is unknown, and never too narrow where there are several.
 */
export function boundsFromSums(count: number, sums: readonly KnownSum[]): Range[] {
  const ranges = Array.from({ length: count }, (): Range => ({ low: 0, high: Number.POSITIVE_INFINITY }));
  // Every round carries a limit one sum further.
  for (let round = 0; round <= sums.length; round++) {
    for (const { terms, low, high } of sums) {
      for (const { index, factor } of terms) {
        const others = terms
          .filter((term) => term.index !== index)
          .map((term) => times(ranges[term.index] as Range, term.factor));
        const rest = others.reduce((sum, range) => ({ low: sum.low + range.low, high: sum.high + range.high }), {
          low: 0,
          high: 0,
        });
        const allowed = times({ low: low - rest.high, high: high - rest.low }, 1 / factor);
        const before = ranges[index] as Range;
        const least = Math.max(before.low, allowed.low);
        // Sums that contradict each other within their errors leave a point, not an interval turned around.
        ranges[index] = { low: least, high: Math.max(least, Math.min(before.high, allowed.high)) };
      }
    }
  }
  return ranges;
}

function times({ low, high }: Range, factor: number): Range {
  return factor > 0 ? { low: low * factor, high: high * factor } : { low: high * factor, high: low * factor };
}
