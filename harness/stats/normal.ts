/** Below it the power series is short, above it the continued fraction. */
const FAR = 3;
const FRACTION_TERMS = 120;

/**
 * P(Z > z) of the standard normal distribution, without unit, to 13 digits also far out (simple-statistics has a table of four digits).
 * Near the middle by the series of Marsaglia, Evaluating the Normal Distribution, 2004; beyond by Laplace's continued fraction for
 * Mills' ratio, Abramowitz & Stegun 26.2.14.
 */
export function normalUpperTail(z: number): number {
  if (z < 0) return 1 - normalUpperTail(-z);
  const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
  if (z >= FAR) {
    let denominator = z;
    for (let k = FRACTION_TERMS; k >= 1; k--) denominator = z + k / denominator;
    return density / denominator;
  }
  let term = z;
  let sum = 0;
  for (let odd = 3; sum + term !== sum; odd += 2) {
    sum += term;
    term *= (z * z) / odd;
  }
  return 0.5 - density * sum;
}
