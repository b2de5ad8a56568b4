/** A part of a closed network, by the number inside it: index n of each array, 0 … the largest population. */
export interface Composite {
  /** Operations per ns that pass it. */
  readonly throughput: Float64Array;
  /** Mean number present at each station of the whole network; zeros for those that are not part of it yet. */
  readonly present: readonly Float64Array[];
}

/**
 * The composite together with one more station whose speed depends on the number present. In a product-form network the rest is
 * exactly one station of rate X(k), so the number j at the new one is a birth–death process: p(j)·µ(j) = p(j − 1)·X(n − j + 1).
 * Chandy, Herzog & Woo, IBM J. Res. Dev. 19 (1975) 36; Lazowska et al., Quantitative System Performance, chapter 8.
 */
export function addStation(
  rest: Composite,
  station: { readonly demandNs: number; readonly speed: readonly [number, ...number[]] },
  index: number,
): Composite {
  const largest = rest.throughput.length - 1;
  const rates = Float64Array.from({ length: largest + 1 }, (_, present) => {
    if (present === 0) return 0;
    return (station.speed[Math.min(present, station.speed.length) - 1] as number) / station.demandNs;
  });
  const shareOf = sharesAtStation(rest.throughput, rates);
  const throughput = new Float64Array(largest + 1);
  const present = rest.present.map(() => new Float64Array(largest + 1));
  for (let n = 1; n <= largest; n++) {
    const shares = shareOf(n);
    for (let j = 0; j <= n; j++) {
      const share = shares[j] as number;
      throughput[n] = (throughput[n] as number) + share * (rates[j] as number);
      for (let other = 0; other < present.length; other++) {
        const row = present[other] as Float64Array;
        const mean = other === index ? j : ((rest.present[other] as Float64Array)[n - j] as number);
        row[n] = (row[n] as number) + share * mean;
      }
    }
  }
  return { throughput, present };
}

/** p(0 … n) at the station. In logarithms: products of thousands of rates leave the range of a double, also where only ratios matter. */
function sharesAtStation(restRates: Float64Array, rates: Float64Array): (n: number) => Float64Array {
  const restLogs = sumsOfLogs(restRates);
  const logs = sumsOfLogs(rates);
  return (n) => {
    const shares = new Float64Array(n + 1);
    // Who leaves for a rest that takes no time is back at once.
    if (restRates[n] === Number.POSITIVE_INFINITY) return shares.fill(1, n);
    let largest = 0;
    for (let j = 1; j <= n; j++) {
      const weight = (restLogs[n] as number) - (restLogs[n - j] as number) - (logs[j] as number);
      shares[j] = weight;
      if (weight > largest) largest = weight;
    }
    let total = 0;
    for (let j = 0; j <= n; j++) {
      const share = Math.exp((shares[j] as number) - largest);
      shares[j] = share;
      total += share;
    }
    for (let j = 0; j <= n; j++) shares[j] = (shares[j] as number) / total;
    return shares;
  };
}

/** Index j: the sum of the first j logarithms. */
function sumsOfLogs(rates: Float64Array): Float64Array {
  const sums = new Float64Array(rates.length);
  for (let j = 1; j < rates.length; j++) sums[j] = (sums[j - 1] as number) + Math.log(rates[j] as number);
  return sums;
}
