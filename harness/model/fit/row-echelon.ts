type Rows = readonly (readonly number[])[];

/** Relative to the largest entry; what is smaller is rounding. */
const SMALLEST_PIVOT = 1e-9;

/**
 * The same space, with a basis that is 1 at one of the chosen columns each and 0 at the others (Gauss–Jordan); null where the rows
 * depend on each other there.
 * @param columns one per row; null to take the largest entries, which also separates directions that have nothing in common
 */
export function reduceRows(rows: Rows, columns: readonly number[] | null): number[][] | null {
  const reduced = rows.map((row) => {
    const largest = Math.max(...row.map(Math.abs));
    return row.map((entry) => entry / largest);
  });
  for (let k = 0; k < reduced.length; k++) {
    const place = largestIn(reduced, k, columns?.[k] ?? null);
    if (Math.abs(reduced[place.row]?.[place.column] ?? 0) < SMALLEST_PIVOT) return null;
    const chosen = reduced[place.row] as number[];
    reduced[place.row] = reduced[k] as number[];
    const pivotRow = chosen.map((entry) => entry / (chosen[place.column] as number));
    reduced.forEach((row, other) => {
      const factor = row[place.column] as number;
      reduced[other] = other === k ? pivotRow : row.map((entry, index) => entry - factor * (pivotRow[index] as number));
    });
  }
  return reduced;
}

function largestIn(rows: Rows, from: number, only: number | null): { readonly row: number; readonly column: number } {
  let best = { row: from, column: only ?? 0 };
  rows.slice(from).forEach((row, offset) => {
    row.forEach((entry, column) => {
      if (only !== null && column !== only) return;
      if (Math.abs(entry) > Math.abs(rows[best.row]?.[best.column] ?? 0)) best = { row: from + offset, column };
    });
  });
  return best;
}
