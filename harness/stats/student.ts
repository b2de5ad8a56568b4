const CONVERGED = 1e-16;
const MOST_TERMS = 10_000;
const LAST_DIGITS = 4 * Number.EPSILON;
/** From here on five terms of the series in 1/a are exact to the last digit. */
const ASYMPTOTIC_FROM = 100;

/**
 * Lower-tail quantile t of Student's distribution, without unit: P(T ≤ t) = `probability`. The 95 % two-sided t is
 * `studentQuantile(0.975, freedom)`. Any `freedom` > 0, whole or not, because Welch's is not; right to 1e-9 up to 10⁷ of them. Solved to the last digits of
 * the tail I_x(ν/2, ½)/2 with x = ν/(ν + t²); Abramowitz & Stegun 26.7.1 and 26.5.27.
 */
export function studentQuantile(probability: number, freedom: number): number {
  if (!(probability > 0 && probability < 1)) throw new RangeError(`probability ${probability} is not inside 0 to 1`);
  if (!(freedom > 0)) throw new RangeError(`${freedom} degrees of freedom`);
  if (probability < 0.5) return -upperQuantile(probability, freedom);
  return upperQuantile(1 - probability, freedom);
}

/** Newton's method on the logarithm of the tail, kept inside what bisection knows: six tails in place of fifty. */
function upperQuantile(tail: number, freedom: number): number {
  if (tail === 0.5) return 0;
  let low = 0;
  let high = 1;
  while (studentUpperTail(high, freedom) > tail) {
    low = high;
    high *= 2;
  }
  const peak = gammaRatio(freedom / 2) / Math.sqrt(freedom * Math.PI);
  for (let t = (low + high) / 2; ; ) {
    const found = studentUpperTail(t, freedom);
    if (found > tail) low = t;
    else high = t;
    const density = peak * Math.exp((-(freedom + 1) / 2) * Math.log1p((t * t) / freedom));
    const newton = t + (Math.log(found / tail) * found) / density;
    const next = newton > low && newton < high ? newton : (low + high) / 2;
    if (Math.abs(next - t) <= LAST_DIGITS * t || next <= low || next >= high) return next;
    t = next;
  }
}

/** P(T > t), without unit, for t ≥ 0. */
function studentUpperTail(t: number, freedom: number): number {
  const square = t * t;
  const x = freedom / (freedom + square);
  const a = freedom / 2;
  // The continued fraction converges fast only below (a + 1)/(a + b + 2); above it the complement is taken.
  const isFar = x < (a + 1) / (a + 2.5);
  // Not as a power of x, which so near to 1 has lost its digits.
  const power = Math.exp(-a * Math.log1p(square / freedom));
  const front = power * Math.sqrt(square / (freedom + square) / Math.PI) * gammaRatio(a);
  if (isFar) return (front * betaFraction(a, 0.5, x)) / a / 2;
  return (1 - (front * betaFraction(0.5, a, square / (freedom + square))) / 0.5) / 2;
}

/** Γ(a + ½)/Γ(a): the difference of two logarithms of Γ would lose the digits that many degrees of freedom need. */
function gammaRatio(a: number): number {
  let shift = 1;
  let large = a;
  for (; large < ASYMPTOTIC_FROM; large++) shift *= large / (large + 0.5);
  const inverse = 1 / large;
  const series =
    1 + inverse * (-1 / 8 + inverse * (1 / 128 + inverse * (5 / 1024 + inverse * (-21 / 32768 - (inverse * 399) / 262144))));
  return shift * Math.sqrt(large) * series;
}

/** The continued fraction of the incomplete beta function by Lentz's method; Abramowitz & Stegun 26.5.8. */
function betaFraction(a: number, b: number, x: number): number {
  let c = 1;
  let d = 1 / (1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  for (let m = 1; m < MOST_TERMS; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / (1 + even * d);
    c = 1 + even / c;
    fraction *= c * d;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / (1 + odd * d);
    c = 1 + odd / c;
    const change = c * d;
    fraction *= change;
    if (Math.abs(change - 1) <= CONVERGED) break;
  }
  return fraction;
}
