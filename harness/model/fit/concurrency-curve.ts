import type { Random } from '../../core/random.ts';
import { studentQuantile } from '../../stats/student.ts';
import { type BoundViolation, boundViolation, type CurvePoint } from '../theory/operational-bounds.ts';
import { type ClosedLoop, loopThroughputs } from './closed-loop.ts';
import { bootstrapTimes, geometricMean } from './curve-bootstrap.ts';
import { CurveProfile, type LogPoint, type Range, type ShapeFit, type ShapeSearch, timesAt } from './curve-profile.ts';

/** All measured with this number of clients that wait for their results. */
export interface MeasuredPoint {
  readonly clients: number;
  /** Operations per second of each independent run. */
  readonly runs: readonly number[];
  /** Of the mean of the runs; null where nothing is known of it. */
  readonly relativeStandardError: number | null;
}

export type CurveFit =
  | {
      readonly status: 'fitted';
      readonly loop: ClosedLoop;
      readonly serviceNs: CurveParameter;
      readonly delayNs: CurveParameter;
      /** N* = c·(Z + S)/S: from here on somebody must be waiting. Null where the best curve has no queue at all. */
      readonly kneeClients: number | null;
      readonly intervals: IntervalSource;
      readonly points: readonly FittedPoint[];
    }
  | { readonly status: 'model-does-not-apply'; readonly violations: readonly BoundViolation[] }
  | { readonly status: 'refused'; readonly reason: 'too-few-populations' | 'not-positive'; readonly detail: string };

/** Intervals are 95 %. */
export type CurveParameter =
  | { readonly status: 'identified'; readonly value: number; readonly low: number; readonly high: number }
  /** Compatible with 0: the curve has no knee yet, or nothing else. */
  | { readonly status: 'bounded'; readonly value: number; readonly high: number }
  /** As many parameters as points, and no errors given. */
  | { readonly status: 'no-interval'; readonly value: number };

export type IntervalSource = 'none' | 'given-errors' | 'scatter' | 'bootstrap';

export interface FittedPoint {
  readonly clients: number;
  readonly observedPerSecond: number;
  readonly predictedPerSecond: number;
  /** (predicted − observed) / observed. */
  readonly relativeError: number;
}

const THRESHOLDS = {
  /** By how much a curve without known errors may exceed an operational bound: published tables are rounded, and means of few runs. */
  boundTolerance: 0.02,
  /** Where errors are known, as many of them in addition: several points are compared with one. */
  boundStandardErrors: 3,
  /** Below this share of the knee's reach a queue changes no point. */
  invisibleShare: 1 / 20,
  /** Fewer runs say too little about their spread. */
  runsForBootstrap: 5,
  confidence: 0.95,
  normal: 1.96,
} as const;

const PARAMETERS = 2;

/**
 * Delay and service of a closed loop with c servers, by least squares on the logarithm of the throughput with exact mean value analysis
 * as forward model. A curve that breaks an operational bound is not fitted: its cost per operation falls with load.
 * @param random for the bootstrap, which needs five runs at every point
 */
export function fitConcurrencyCurve(points: readonly MeasuredPoint[], servers: number, random: Random): CurveFit {
  const refusal = refuse(points);
  if (refusal !== null) return refusal;
  const violations = violationsOf(points);
  if (violations.length > 0) return { status: 'model-does-not-apply', violations };

  const search = searchOf(points, servers);
  const profile = new CurveProfile(logPoints(points), search);
  const best = profile.best();
  const { serviceNs, delayNs } = timesAt(best);
  const intervals = intervalsOf(points, profile, best, search, random);
  const loop = { delayNs, serviceNs, servers };
  const predicted = loopThroughputs(
    loop,
    points.map(({ clients }) => clients),
  );
  return {
    status: 'fitted',
    loop,
    serviceNs: parameterOf(serviceNs, intervals.serviceNs),
    delayNs: parameterOf(delayNs, intervals.delayNs),
    kneeClients: best.serviceShare === 0 ? null : servers / best.serviceShare,
    intervals: intervals.source,
    points: points.map(({ clients, runs }, index) => {
      const observedPerSecond = geometricMean(runs);
      const predictedPerSecond = predicted[index] as number;
      return { clients, observedPerSecond, predictedPerSecond, relativeError: predictedPerSecond / observedPerSecond - 1 };
    }),
  };
}

function refuse(points: readonly MeasuredPoint[]): Extract<CurveFit, { status: 'refused' }> | null {
  const populations = new Set(points.map(({ clients }) => clients)).size;
  if (populations < PARAMETERS) {
    const detail = `${populations} different numbers of clients for ${PARAMETERS} parameters`;
    return { status: 'refused', reason: 'too-few-populations', detail };
  }
  const invalid = points.find(
    ({ clients, runs }) => !(Number.isInteger(clients) && clients >= 1 && runs.length > 0 && runs.every((run) => run > 0)),
  );
  if (invalid === undefined) return null;
  return {
    status: 'refused',
    reason: 'not-positive',
    detail: `${invalid.clients} clients with ${invalid.runs.join(', ')} operations/s`,
  };
}

function violationsOf(points: readonly MeasuredPoint[]): BoundViolation[] {
  const [baseline, ...others] = [...points].sort((a, b) => a.clients - b.clients);
  if (baseline === undefined) return [];
  return others.flatMap((point) => {
    const error = Math.hypot(relativeErrorOf(baseline), relativeErrorOf(point));
    const tolerance = THRESHOLDS.boundTolerance + THRESHOLDS.boundStandardErrors * error;
    return boundViolation(curvePoint(baseline), curvePoint(point), tolerance) ?? [];
  });
}

/** From the spread of the runs where it is not given; 0 where a single run says nothing. */
function relativeErrorOf({ runs, relativeStandardError }: MeasuredPoint): number {
  if (relativeStandardError !== null) return relativeStandardError;
  if (runs.length < 2) return 0;
  const centre = Math.log(geometricMean(runs));
  const squares = runs.reduce((sum, run) => sum + (Math.log(run) - centre) ** 2, 0);
  return Math.sqrt(squares / (runs.length - 1) / runs.length);
}

function curvePoint({ clients, runs }: MeasuredPoint): CurvePoint {
  return { clients, throughputPerSecond: geometricMean(runs) };
}

function searchOf(points: readonly MeasuredPoint[], servers: number): ShapeSearch {
  const clients = points.map((point) => point.clients);
  const known = new Map<number, readonly number[]>();
  return {
    smallestShare: Math.min(0.5, (servers * THRESHOLDS.invisibleShare) / Math.max(...clients)),
    // The same shapes are tried for every resample of the bootstrap.
    shape: (share) => {
      const shape = known.get(share) ?? loopThroughputs({ delayNs: 1 - share, serviceNs: share, servers }, clients);
      known.set(share, shape);
      return shape;
    },
  };
}

function logPoints(points: readonly MeasuredPoint[]): LogPoint[] {
  const isKnown = points.every(({ relativeStandardError }) => relativeStandardError !== null);
  return points.map(({ runs, relativeStandardError }) => ({
    logThroughput: Math.log(geometricMean(runs)),
    weight: isKnown && relativeStandardError !== null ? relativeStandardError ** -2 : 1,
  }));
}

interface Intervals {
  readonly source: IntervalSource;
  readonly serviceNs: Range | null;
  readonly delayNs: Range | null;
}

function intervalsOf(
  points: readonly MeasuredPoint[],
  profile: CurveProfile,
  best: ShapeFit,
  search: ShapeSearch,
  random: Random,
): Intervals {
  if (points.every(({ runs }) => runs.length >= THRESHOLDS.runsForBootstrap)) {
    return { source: 'bootstrap', ...bootstrapTimes(points, search, THRESHOLDS.confidence, random) };
  }
  if (points.every(({ relativeStandardError }) => relativeStandardError !== null)) {
    return { source: 'given-errors', ...profile.region(best, best.sumOfSquares + THRESHOLDS.normal ** 2) };
  }
  const freedom = points.length - PARAMETERS;
  if (freedom === 0) return { source: 'none', serviceNs: null, delayNs: null };
  const limit = best.sumOfSquares * (1 + studentQuantile((1 + THRESHOLDS.confidence) / 2, freedom) ** 2 / freedom);
  return { source: 'scatter', ...profile.region(best, limit) };
}

function parameterOf(value: number, range: Range | null): CurveParameter {
  if (range === null) return { status: 'no-interval', value };
  return range.low > 0 ? { status: 'identified', value, ...range } : { status: 'bounded', value, high: range.high };
}
