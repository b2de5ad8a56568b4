/** Variance in the square of the sample's unit. */
export interface SampleSpread {
  readonly variance: number;
  readonly n: number;
}

export interface WelchError {
  /** Of the difference of the two means, in the sample's unit. */
  readonly standardError: number;
  /** Satterthwaite's degrees of freedom, rarely whole; n + m − 2 where nothing varies. */
  readonly freedom: number;
}

/** The error of a difference of two means with unequal variances, n ≥ 2 each. Welch 1947. */
export function welchError(a: SampleSpread, b: SampleSpread): WelchError {
  const ofA = a.variance / a.n;
  const ofB = b.variance / b.n;
  const both = ofA + ofB;
  const freedom = both === 0 ? a.n + b.n - 2 : 1 / ((ofA / both) ** 2 / (a.n - 1) + (ofB / both) ** 2 / (b.n - 1));
  return { standardError: Math.sqrt(both), freedom };
}
