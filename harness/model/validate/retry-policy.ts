import type { ClassOutcome } from '../engine/outcome.ts';
import { judged, judgedByRange, type Point, percent, shown, type TableFindings, type Verdict } from './findings.ts';
import { operationsOf } from './outcome.ts';
import { type RetryPolicy, retryNetwork, runLength } from './retry-network.ts';
import type { Compared, RetryTable } from './retry-table.ts';

const THRESHOLDS = {
  /** Of the published reduction: neither ring nor servers nor HZ are published, so that only its order of magnitude can be met. */
  orderOfMagnitude: 10,
  /** Columns that rest on thousands of operations. */
  robust: 0.1,
  /** A fortieth of a per cent of the operations. */
  parked: 0.25,
  /** Tails are starvation, which is chance: as far up as down. */
  tailFactor: 2,
} as const;

/** Of the published comparison: polling every millisecond, which is what a timer of one millisecond does at this rate. */
const PUBLISHED_HZ = 1000;
const QUANTILES = { p50: 0.5, p99: 0.99, p999: 0.999, p9999: 0.9999 } as const;

/** Requests that find the ring full: sent by the next completion, or polled for by a timer of the kernel. */
export function checkRetryPolicy(table: RetryTable, seed: number): TableFindings {
  const simulated = new Map<string, ClassOutcome>();
  const outcomeOf = (clients: number, policy: RetryPolicy): ClassOutcome => {
    const key = rowName(clients, policy);
    const known = simulated.get(key) ?? simulatePolicy(table, clients, policy, seed);
    simulated.set(key, known);
    return known;
  };
  const published = publishedPoint(table, outcomeOf);
  return {
    points: [
      published,
      ...table.rows.flatMap(({ clients, policy, observed }) => {
        const outcome = outcomeOf(clients, policy);
        return [...observed].flatMap(([column, value]) => comparedPoint(clients, policy, column, value, outcome));
      }),
    ],
    verdicts: [directionVerdict(published)],
    notes: [...table.notes, ...ratioNotes(table, outcomeOf), ...parkedNote(table)],
    tolerance: THRESHOLDS.robust,
  };
}

type OutcomeOf = (clients: number, policy: RetryPolicy) => ClassOutcome;

function simulatePolicy({ server, meanServiceNs }: RetryTable, clients: number, policy: RetryPolicy, seed: number): ClassOutcome {
  return operationsOf(retryNetwork(server, policy, clients), { ...runLength(server, meanServiceNs, policy), seed });
}

function publishedPoint({ published }: RetryTable, outcomeOf: OutcomeOf): Point {
  const { p999Reduction, clients } = published;
  return judgedByRange(
    {
      ...{
        row: `published, depth ${published.depthOverRing} times the ring`,
        n: clients,
        quantity: `p99.9 of polling at HZ ${PUBLISHED_HZ} over p99.9 of completion`,
        unit: 'ratio',
      },
      ...{ observed: p999Reduction, predicted: ratioAt(clients, PUBLISHED_HZ, outcomeOf), use: 'predict' },
    },
    [p999Reduction / THRESHOLDS.orderOfMagnitude, p999Reduction * THRESHOLDS.orderOfMagnitude],
  );
}

function directionVerdict({ row, predicted, observed, ok }: Point): Verdict {
  const sameDirection = Math.sign(Math.log(predicted)) === Math.sign(Math.log(observed ?? Number.NaN));
  const agrees = sameDirection && ok === true;
  return {
    ...{ row, verdict: agrees ? 'agrees' : 'disagrees', expected: null, ok: agrees },
    detail: `direction and order of magnitude: ${observed} published, ${predicted.toFixed(1)} simulated; ring, servers and HZ are not published`,
  };
}

function comparedPoint(clients: number, policy: RetryPolicy, column: Compared, observed: number, outcome: ClassOutcome): Point[] {
  const predicted = predictedOf(column, policy, outcome);
  if (predicted === null) return [];
  const unit = column === 'parkedFraction' ? 'share' : 'µs';
  const point = {
    row: rowName(clients, policy),
    n: clients,
    quantity: column,
    unit,
    observed,
    predicted,
    use: 'predict',
  } as const;
  switch (column) {
    case 'max':
      return [shown(point, 'a maximum grows with the length of the run')];
    case 'p50':
    case 'p99':
      return [judged(point, THRESHOLDS.robust)];
    case 'parkedFraction':
      return [judged(point, THRESHOLDS.parked)];
    case 'p999':
    case 'p9999':
      return [judgedByFactor(point)];
  }
}

function judgedByFactor(point: Parameters<typeof shown>[0]): Point {
  const { predicted, observed } = point;
  const ok = predicted <= observed * THRESHOLDS.tailFactor && predicted >= observed / THRESHOLDS.tailFactor;
  return { ...shown(point, `within a factor of ${THRESHOLDS.tailFactor}`), ok };
}

/** Null where the engine does not count it. */
function predictedOf(
  column: Compared,
  policy: RetryPolicy,
  { histogram, maxNs, parked, completed }: ClassOutcome,
): number | null {
  if (column === 'parkedFraction') return policy.kind === 'jiffy' ? parked.operations / completed : null;
  const ns = column === 'max' ? maxNs : histogram.quantileNs(QUANTILES[column]);
  return ns === null ? null : ns / 1000;
}

function ratioAt(clients: number, hz: number, outcomeOf: OutcomeOf): number {
  const p999 = (policy: RetryPolicy): number => outcomeOf(clients, policy).histogram.quantileNs(QUANTILES.p999) ?? Number.NaN;
  return p999({ kind: 'jiffy', hz }) / p999({ kind: 'completion' });
}

/** Fewer than a thousandth of the operations meet a slow timer: p99.9 then looks better than with completions, and only the rest tells. */
function ratioNotes({ rows }: RetryTable, outcomeOf: OutcomeOf): string[] {
  const isSimulated = (clients: number): boolean =>
    rows.some((row) => row.clients === clients && row.policy.kind === 'completion');
  return rows.flatMap(({ clients, policy }) => {
    if (policy.kind === 'completion' || !isSimulated(clients)) return [];
    const ratio = ratioAt(clients, policy.hz, outcomeOf);
    const { parked, completed } = outcomeOf(clients, policy);
    return [
      `N = ${clients}, HZ = ${policy.hz}: p99.9 of polling is ${ratio.toPrecision(2)} times that of completion; ${percent(parked.operations / completed)} of the operations polled`,
    ];
  });
}

function parkedNote({ rows }: RetryTable): string[] {
  const isAsked = rows.some(({ policy, observed }) => policy.kind === 'completion' && observed.has('parkedFraction'));
  return isAsked
    ? ['the share of operations that waited for the ring without a timer is not counted by the simulation, and not compared']
    : [];
}

function rowName(clients: number, policy: RetryPolicy): string {
  return `N = ${clients}, ${policy.kind === 'jiffy' ? `polling at HZ ${policy.hz}` : 'completion'}`;
}
