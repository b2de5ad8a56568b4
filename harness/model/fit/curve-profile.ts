/** One point of the curve, on the scale where relative errors are equal. */
export interface LogPoint {
  readonly logThroughput: number;
  /** 1 / variance of the logarithm; any common factor where variances are not known. */
  readonly weight: number;
}

export interface ShapeSearch {
  /** Operations per second for every point when Z + S is 1 ns the service is this share of it: the shape of the curve without its scale. */
  readonly shape: (serviceShare: number) => readonly number[];
  /** Below it a queue cannot be told from none. */
  readonly smallestShare: number;
}

/** The best scale for one shape. */
export interface ShapeFit {
  readonly serviceShare: number;
  /** ln(Z + S), in ln ns. */
  readonly logCycle: number;
  readonly sumOfSquares: number;
}

/** Extremes of both times over all curves that are compatible with the points. */
export interface Region {
  readonly serviceNs: Range;
  readonly delayNs: Range;
}

export interface Range {
  readonly low: number;
  readonly high: number;
}

const SEARCH = {
  /** Shapes tried, evenly in the logarithm of the share; the sum of squares is smooth between them. */
  shapes: 40,
  /** Each leaves 62 % of the bracket. */
  goldenSteps: 25,
  /** Each leaves a half. */
  boundarySteps: 25,
  /** Shapes from one end of the compatible region to the other. */
  sweep: 60,
} as const;

/**
 * ln X = ln shape(S/(Z+S), N) − ln(Z+S) is linear in the second parameter, which therefore need not be searched: least squares over two
 * parameters become a search on one bounded line. Variable projection: Golub & Pereyra, SIAM J. Numer. Anal. 10 (1973) 413.
 */
export class CurveProfile {
  readonly #points: readonly LogPoint[];
  readonly #shape: ShapeSearch['shape'];
  readonly #totalWeight: number;
  readonly #shares: readonly number[];

  constructor(points: readonly LogPoint[], { shape, smallestShare }: ShapeSearch) {
    this.#points = points;
    this.#shape = shape;
    this.#totalWeight = points.reduce((sum, { weight }) => sum + weight, 0);
    const inner = Array.from({ length: SEARCH.shapes + 1 }, (_, index) => smallestShare ** (1 - index / SEARCH.shapes));
    this.#shares = [0, ...inner];
  }

  at(serviceShare: number): ShapeFit {
    const logs = this.#shape(serviceShare).map(Math.log);
    const offset = (index: number): number => (logs[index] as number) - (this.#points[index] as LogPoint).logThroughput;
    const logCycle = this.#points.reduce((sum, { weight }, index) => sum + weight * offset(index), 0) / this.#totalWeight;
    const sumOfSquares = this.#points.reduce((sum, { weight }, index) => sum + weight * (offset(index) - logCycle) ** 2, 0);
    return { serviceShare, logCycle, sumOfSquares };
  }

  best(): ShapeFit {
    const fits = this.#shares.map((share) => this.at(share));
    const least = fits.reduce((best, fit, index) => (fit.sumOfSquares < (fits[best] as ShapeFit).sumOfSquares ? index : best), 0);
    const refined = this.#golden(this.#shares[Math.max(0, least - 1)] as number, this.#shares[least + 1] ?? 1);
    return [refined, fits[least] as ShapeFit].reduce((best, fit) => (fit.sumOfSquares < best.sumOfSquares ? fit : best));
  }

  /** All (Z, S) whose sum of squares is at most the limit: their projections are profile intervals. */
  region(best: ShapeFit, limit: number): Region {
    const low = this.#boundary(best.serviceShare, 0, limit);
    const step = (this.#boundary(best.serviceShare, 1, limit) - low) / SEARCH.sweep;
    const shares = Array.from({ length: SEARCH.sweep + 1 }, (_, index) => Math.min(1, low + index * step));
    const ends = [...shares, best.serviceShare].flatMap((share) => {
      const fit = this.at(share);
      const room = Math.sqrt(Math.max(0, limit - fit.sumOfSquares) / this.#totalWeight);
      return [timesAt({ ...fit, logCycle: fit.logCycle - room }), timesAt({ ...fit, logCycle: fit.logCycle + room })];
    });
    return { serviceNs: rangeOf(ends.map(({ serviceNs }) => serviceNs)), delayNs: rangeOf(ends.map(({ delayNs }) => delayNs)) };
  }

  #boundary(inside: number, outside: number, limit: number): number {
    if (this.at(outside).sumOfSquares <= limit) return outside;
    let [near, far] = [inside, outside];
    for (let step = 0; step < SEARCH.boundarySteps; step++) {
      const middle = (near + far) / 2;
      if (this.at(middle).sumOfSquares <= limit) near = middle;
      else far = middle;
    }
    return near;
  }

  #golden(from: number, to: number): ShapeFit {
    const ratio = (Math.sqrt(5) - 1) / 2;
    let [low, high] = [from, to];
    let [left, right] = [this.at(high - ratio * (high - low)), this.at(low + ratio * (high - low))];
    for (let step = 0; step < SEARCH.goldenSteps; step++) {
      if (left.sumOfSquares <= right.sumOfSquares) {
        high = right.serviceShare;
        right = left;
        left = this.at(high - ratio * (high - low));
      } else {
        low = left.serviceShare;
        left = right;
        right = this.at(low + ratio * (high - low));
      }
    }
    return left.sumOfSquares <= right.sumOfSquares ? left : right;
  }
}

export function timesAt({ serviceShare, logCycle }: ShapeFit): { readonly serviceNs: number; readonly delayNs: number } {
  const cycleNs = Math.exp(logCycle);
  return { serviceNs: serviceShare * cycleNs, delayNs: (1 - serviceShare) * cycleNs };
}

function rangeOf(values: readonly number[]): Range {
  return { low: Math.min(...values), high: Math.max(...values) };
}
