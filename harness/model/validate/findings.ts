/** What one table showed. */
export interface TableFindings {
  readonly points: readonly Point[];
  readonly verdicts: readonly Verdict[];
  /** What a reader has to know, and nothing is judged by. */
  readonly notes: readonly string[];
  /** Largest share by which a prediction may miss; null where the table is judged by ranges only. */
  readonly tolerance: number | null;
}

/** A number of the table beside the same number of the model. */
export interface Point {
  readonly row: string;
  /** What was varied (requests outstanding, queues, processors, bytes); null where nothing was. */
  readonly n: number | null;
  readonly quantity: string;
  readonly unit: string;
  /** Null where nobody has published one, and only a range is stated. */
  readonly observed: number | null;
  readonly predicted: number;
  /** (predicted − observed) / |observed|; null without an observation, or where that is 0. */
  readonly relativeError: number | null;
  /** `fit`: the model's parameters come from this point, so that its error proves nothing. */
  readonly use: 'fit' | 'predict';
  /** Null: shown, and not judged. */
  readonly ok: boolean | null;
  /** What it was judged by, or why it was not. */
  readonly reason: string;
}

/** What the model says of a row as a whole. */
export type VerdictName =
  | 'agrees'
  | 'disagrees'
  /** No model of this kind can do what the row shows, whatever its parameters. */
  | 'unexplained'
  /** The row breaks an operational bound: its cost per operation falls with load. */
  | 'model-does-not-apply'
  /** The model has no words for the row. */
  | 'not-modelled';

export interface Verdict {
  readonly row: string;
  readonly verdict: VerdictName;
  /** What the table declares that has to come out; null where it declares nothing. */
  readonly expected: string | null;
  readonly ok: boolean;
  readonly detail: string;
}

export function isFine({ points, verdicts }: TableFindings): boolean {
  return points.every(({ ok }) => ok !== false) && verdicts.every(({ ok }) => ok);
}

type Measured = Omit<Point, 'relativeError' | 'ok' | 'reason'>;

export function relativeErrorOf(observed: number, predicted: number): number | null {
  return observed === 0 ? null : (predicted - observed) / Math.abs(observed);
}

/** Judged by how far off it is, as a share. */
export function judged(point: Measured & { readonly observed: number }, tolerance: number): Point {
  const relativeError = relativeErrorOf(point.observed, point.predicted);
  const ok = relativeError === null ? point.predicted === 0 : Math.abs(relativeError) <= tolerance;
  return { ...point, relativeError, ok, reason: `within ${percent(tolerance)} of what was observed` };
}

/** Judged by a range that the prediction, and the observation where there is one, must be in. */
export function judgedByRange(point: Measured, [low, high]: Range): Point {
  const isInside = (value: number): boolean =>
    value >= (low ?? Number.NEGATIVE_INFINITY) && value <= (high ?? Number.POSITIVE_INFINITY);
  return {
    ...point,
    relativeError: point.observed === null ? null : relativeErrorOf(point.observed, point.predicted),
    ok: isInside(point.predicted) && (point.observed === null || isInside(point.observed)),
    reason: `from ${low ?? 'anything'} to ${high ?? 'anything'}`,
  };
}

/** Null: no limit on that side. */
export type Range = readonly [low: number | null, high: number | null];

export function shown(point: Measured & { readonly observed: number }, reason: string): Point {
  return { ...point, relativeError: relativeErrorOf(point.observed, point.predicted), ok: null, reason };
}

export function percent(share: number): string {
  return `${Number((100 * share).toPrecision(3))} %`;
}
