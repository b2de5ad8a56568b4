/** Below it doubles lose digits and no product of them becomes 0 any more. */
const SMALLEST = 2 ** -1022;

/** Probabilities of `first`, `first + 1`, …; those outside are below the smallest double. */
export interface BinomialWindow {
  readonly first: number;
  readonly probabilities: Float64Array;
}

/**
 * Binomial(n, p) by ratios of neighbours from the mode outwards, divided by their sum: neither n! nor pⁿ is ever needed, so nothing
 * underflows, and a million trials cost no more than the 76 standard deviations that doubles can hold.
 */
export function binomialWindow(n: number, p: number): BinomialWindow {
  const mode = Math.min(n, Math.floor((n + 1) * p));
  const odds = p / (1 - p);
  const above: number[] = [1];
  for (let k = mode, term = 1; k < n; k++) {
    term *= ((n - k) / (k + 1)) * odds;
    if (term < SMALLEST) break;
    above.push(term);
  }
  const below: number[] = [];
  for (let k = mode, term = 1; k > 0; k--) {
    term *= k / (n - k + 1) / odds;
    if (term < SMALLEST) break;
    below.push(term);
  }
  const probabilities = Float64Array.from([...below.reverse(), ...above]);
  let sum = 0;
  for (const probability of probabilities) sum += probability;
  return { first: mode - below.length, probabilities: probabilities.map((probability) => probability / sum) };
}

/** P(X ≥ k) for X ~ Binomial(n, p), without unit; exact also in the far tail. */
export function atLeast(k: number, n: number, p: number): number {
  const { first, probabilities } = binomialWindow(n, p);
  let sum = 0;
  // From the smallest, so that none is lost beside a large one.
  for (let i = probabilities.length - 1; i >= 0 && first + i >= k; i--) sum += probabilities[i] as number;
  return Math.min(1, sum);
}

/**
 * Interval of the share behind k hits in n trials that covers it with at least `confidence`: the shares at which so many hits, or so few,
 * become rarer than (1 − confidence)/2. Clopper & Pearson 1934.
 */
export function clopperPearson(k: number, n: number, confidence: number): { low: number; high: number } {
  const tail = (1 - confidence) / 2;
  return {
    low: k === 0 ? 0 : shareWhere((p) => atLeast(k, n, p) < tail),
    high: k === n ? 1 : shareWhere((p) => atLeast(k + 1, n, p) < 1 - tail),
  };
}

/** Where a condition stops to hold that holds for small shares. */
function shareWhere(holds: (share: number) => boolean): number {
  let low = 0;
  let high = 1;
  for (;;) {
    const middle = (low + high) / 2;
    if (middle <= low || middle >= high) return middle;
    if (holds(middle)) low = middle;
    else high = middle;
  }
}

/** Two-sided p of k signs of one kind in n where both are as likely: how one-sided are they? */
export function twoSidedSign(k: number, n: number): number {
  return Math.min(1, 2 * atLeast(Math.max(k, n - k), n, 0.5));
}
