export interface SlotClass {
  /** Arrival rate × mean holding time, in erlang. */
  readonly offeredLoad: number;
  /** Slots that one request takes. */
  readonly slots: number;
}

/** Terms grow like aʲ/j!, beyond any double for a pool of thousands of slots; only their ratios matter. */
const RESCALE_ABOVE = 1e200;

/**
 * Probability that a request of each class finds too few slots left in a shared pool and is lost: j·q(j) = Σ a_k·b_k·q(j − b_k), then the
 * sum of q over the last b_k occupancies. Holds for any distribution of holding times, and for a counter of free slots: a pool that needs
 * contiguous runs refuses more. Kaufman, IEEE Trans. Commun. 29 (1981) 1474; Roberts 1981.
 */
export function blocking(poolSlots: number, classes: readonly SlotClass[]): number[] {
  const occupancy = new Float64Array(poolSlots + 1);
  occupancy[0] = 1;
  let total = 1;
  for (let used = 1; used <= poolSlots; used++) {
    let sum = 0;
    for (const { offeredLoad, slots } of classes)
      if (slots <= used) sum += offeredLoad * slots * (occupancy[used - slots] as number);
    const value = sum / used;
    occupancy[used] = value;
    total += value;
    if (total > RESCALE_ABOVE) {
      for (let j = 0; j <= used; j++) occupancy[j] = (occupancy[j] as number) / total;
      total = 1;
    }
  }
  return classes.map(({ slots }) => {
    let refused = 0;
    for (let used = Math.max(0, poolSlots - slots + 1); used <= poolSlots; used++) refused += occupancy[used] as number;
    return refused / total;
  });
}
