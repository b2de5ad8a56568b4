import { fitSharedStation } from '../fit/shared-station.ts';
import { judged, type Point, percent, relativeErrorOf, type TableFindings, type Verdict } from './findings.ts';
import type { QueueCountRow, QueueCountTable } from './queue-count-table.ts';
import { fitQueueWorkers, type QueueRate, type QueueWorkers, queueWorkersOutcome, type WorkersOutcome } from './queue-workers.ts';

const THRESHOLDS = {
  /** The table states neither tolerance nor spread; single runs on one machine repeat within this. */
  rate: 0.05,
  /** Latencies are reported in whole per cent, of other means than the rates. */
  latencyChange: 0.02,
} as const;

/** Requests for each queue: none ever idles, and neither gains nor changes of latency depend on more. */
const KEEPING_BUSY = 4;

/**
 * The same jobs against one queue and several. Workers that share one serial station explain any gain from none to the number of workers;
 * the fewest and the most queues fix its two times, queues between them and the latencies are predictions.
 */
export function checkQueueCounts({ clients, rows }: QueueCountTable, seed: number): TableFindings {
  const checked = rows.map((row) => checkRow(row, clients ?? KEEPING_BUSY * (row.rates.at(-1)?.queues ?? 1), seed));
  return {
    points: checked.flatMap(({ points }) => points),
    verdicts: checked.map(({ verdict }) => verdict),
    notes: [
      `the table states no tolerance: rates within ${percent(THRESHOLDS.rate)}, changes of latency within ${100 * THRESHOLDS.latencyChange} points`,
      ...(clients === null ? [`the table states no jobs: ${KEEPING_BUSY} for each queue of the most are assumed`] : []),
      ...rows.flatMap(formulaNote),
    ],
    tolerance: THRESHOLDS.rate,
  };
}

function checkRow(
  row: QueueCountRow,
  clients: number,
  seed: number,
): { readonly points: readonly Point[]; readonly verdict: Verdict } {
  const [fewest, most] = [row.rates[0], row.rates.at(-1)];
  if (fewest === undefined || most === undefined) throw new Error('a row without rates');
  const station = fitQueueWorkers(fewest, most, clients, seed);
  const outcomes = new Map(row.rates.map(({ queues }) => [queues, queueWorkersOutcome(station, queues, clients, seed)]));
  const of = ({ queues }: QueueRate): WorkersOutcome => outcomes.get(queues) as WorkersOutcome;
  const impossible = impossibility(fewest, most, clients);
  const points = [
    ...row.rates.map((point) => ratePoint(row.label, point, of(point), point === fewest || point === most)),
    ...latencyPoint(row, of(fewest), of(most), most.queues),
  ];
  const agrees = points.every(({ ok }) => ok !== false);
  const isJudged = impossible === null && row.declared === null;
  const why = impossible === null ? `the table declares: ${row.declared}` : 'unexplained';
  return {
    points: isJudged ? points : points.map((point) => ({ ...point, ok: null, reason: why })),
    verdict: {
      row: row.label,
      verdict: impossible === null ? (agrees ? 'agrees' : 'disagrees') : 'unexplained',
      expected: row.declared,
      ok: row.declared === null ? impossible === null && agrees : impossible !== null,
      detail: impossible ?? splitText(station),
    },
  };
}

/** Workers that never idle while there is work cannot gain more than their number, nor lose by being more. */
function impossibility(fewest: QueueRate, most: QueueRate, clients: number): string | null {
  const gain = most.ratePerSecond / fewest.ratePerSecond;
  const limit = Math.min(most.queues, clients) / Math.min(fewest.queues, clients);
  const found = `${gain.toFixed(2)} times the rate with ${most.queues} queues instead of ${fewest.queues}`;
  if (gain > limit * (1 + THRESHOLDS.rate))
    return `unexplained: ${found}, where ${limit.toFixed(2)} is the most that any queueing gives`;
  if (gain < 1 / (1 + THRESHOLDS.rate)) return `unexplained: ${found}, where no queueing gives less than 1`;
  return null;
}

function ratePoint(row: string, { queues, ratePerSecond }: QueueRate, outcome: WorkersOutcome, isFitted: boolean): Point {
  const point = {
    row,
    n: queues,
    quantity: 'throughput',
    unit: 'operations/s',
    observed: ratePerSecond,
    predicted: outcome.ratePerSecond,
  };
  return judged({ ...point, use: isFitted ? 'fit' : 'predict' }, THRESHOLDS.rate);
}

/** With the same number of requests in both, latencies are to each other as the rates are: whether the table agrees with itself. */
function latencyPoint(
  { label, latencyChange }: QueueCountRow,
  fewest: WorkersOutcome,
  most: WorkersOutcome,
  queues: number,
): Point[] {
  if (latencyChange === null) return [];
  const predicted = most.responseNs / fewest.responseNs - 1;
  return [
    {
      ...{
        row: label,
        n: queues,
        quantity: 'change of the mean latency',
        unit: 'share',
        observed: latencyChange,
        predicted,
        use: 'predict',
      },
      relativeError: relativeErrorOf(latencyChange, predicted),
      ok: Math.abs(predicted - latencyChange) <= THRESHOLDS.latencyChange,
      reason: `within ${100 * THRESHOLDS.latencyChange} points`,
    },
  ];
}

/** Two other ways to the same split, where one queue was measured. */
function formulaNote({ label, rates }: QueueCountRow): string[] {
  const [one, most] = [rates[0], rates.at(-1)];
  if (one?.queues !== 1 || most === undefined) return [];
  const fit = fitSharedStation({ workers: most.queues, onePerSecond: one.ratePerSecond, allPerSecond: most.ratePerSecond });
  if (fit.status !== 'fitted') return [];
  return [
    `${label}: shared by mean value analysis ${percent(fit.sharedShare)}, by Amdahl's formula, whose phases never overlap, ${percent(fit.amdahlShare)}`,
  ];
}

function splitText({ privateNs, sharedNs }: QueueWorkers): string {
  const share = sharedNs / (privateNs + sharedNs);
  return (
    `${(sharedNs / 1000).toFixed(1)} µs of ${((privateNs + sharedNs) / 1000).toFixed(1)} µs (${percent(share)}) in a station that all queues share; ` +
    'two rates fix two times, which is a fit and no prediction'
  );
}
