/**
 * Adjusted p-values in the order given: adj(i) = max over j ≤ i of min(1, (m − j + 1)·p(j)), p ascending. Give all that were tested, also
 * those that show nothing. Holm, A Simple Sequentially Rejective Multiple Test Procedure, 1979.
 */
export function holm(ps: readonly number[]): number[] {
  const adjusted = new Array<number>(ps.length);
  let largest = 0;
  const ascending = ps.map((p, index) => ({ p, index })).sort((a, b) => a.p - b.p);
  ascending.forEach(({ p, index }, rank) => {
    largest = Math.max(largest, Math.min(1, (ps.length - rank) * p));
    adjusted[index] = largest;
  });
  return adjusted;
}
