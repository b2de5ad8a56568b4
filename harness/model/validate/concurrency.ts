import { loopThroughputs } from '../fit/closed-loop.ts';
import { type BoundViolation, boundViolation } from '../theory/operational-bounds.ts';
import type { ConcurrencyRow, ConcurrencyTable, Engine } from './concurrency-table.ts';
import { fitLoop, loopRate, type Times } from './erlang-loop.ts';
import { judged, type Point, percent, relativeErrorOf, shown, type TableFindings, type Verdict } from './findings.ts';
import { declaredFailure } from './roles.ts';

const THRESHOLDS = {
  /** Of rows whose kind of server states none, in a table that states none at all: what the calibration rows were accepted with. */
  tolerance: 0.03,
  /** By which a rate may exceed an operational bound: published rates are rounded, and means of few runs. */
  boundTolerance: 0.02,
} as const;

/**
 * Throughput against requests outstanding: a delay that nobody waits for and one queue are fitted where the row says so, and predict the
 * rest of it. A row that breaks an operational bound has no such parameters, and is not fitted through.
 */
export function checkConcurrency(table: ConcurrencyTable, seed: number): TableFindings {
  const stated = [...table.accept.values()].filter((one) => typeof one === 'number');
  const strictest = stated.length === 0 ? THRESHOLDS.tolerance : Math.min(...stated);
  const checked = table.rows.map((row) => checkRow(row, table, strictest, seed));
  return {
    points: checked.flatMap(({ points }) => points),
    verdicts: checked.map(({ verdict }) => verdict),
    notes: [
      ...(stated.length === 0 ? [`the table states no tolerance: ${percent(strictest)} is used`] : []),
      ...checked.flatMap(({ notes }) => notes),
    ],
    tolerance: strictest,
  };
}

interface CheckedRow {
  readonly points: readonly Point[];
  readonly verdict: Verdict;
  readonly notes: readonly string[];
}

function checkRow(row: ConcurrencyRow, { accept, engines }: ConcurrencyTable, strictest: number, seed: number): CheckedRow {
  const stated = accept.get(row.server);
  const tolerance = typeof stated === 'number' ? stated : strictest;
  const fitted = row.points.filter(({ use }) => use === 'fit');
  const times = fitLoop(fitted, seed);
  const points = row.points.map((point) => comparedPoint(row.label, point, loopRate(times, point.clients, seed), tolerance));
  const violation = worstViolation(row);
  const verdict = verdictOf({ row, stated, violation, times, agrees: points.every(({ ok }) => ok !== false) });
  const isJudged = verdict.expected === null && (violation === null || typeof stated === 'number');
  const unjudged = violation === null ? `the table declares: ${verdict.expected}` : 'the model does not apply';
  return {
    points: isJudged ? points : points.map((point) => ({ ...point, ok: null, reason: unjudged })),
    verdict,
    notes: [
      ...(stated === undefined && accept.size > 0 ? [strictestNote(row, strictest)] : []),
      ...analysisNotes(row, times),
      ...engineNotes(row, engines),
    ],
  };
}

interface Found {
  readonly row: ConcurrencyRow;
  readonly stated: number | string | undefined;
  readonly violation: Violation | null;
  readonly times: Times;
  readonly agrees: boolean;
}

function verdictOf({ row, stated, violation, times, agrees }: Found): Verdict {
  const declared = declaredFailure(row);
  return {
    row: row.label,
    verdict: violation !== null ? 'model-does-not-apply' : agrees ? 'agrees' : 'disagrees',
    expected: declared ?? (typeof stated === 'string' ? stated : null),
    ok: declared === null ? isWithinStated(stated, violation, agrees) : violation !== null || !agrees,
    detail: violation === null ? timesText(times) : violationText(violation),
  };
}

/** Words ask for nothing but that a broken bound is told; a number holds for a row that breaks one too, and nothing else excuses it. */
function isWithinStated(stated: Found['stated'], violation: Violation | null, agrees: boolean): boolean {
  return typeof stated === 'string' || (agrees && (violation === null || stated !== undefined));
}

function comparedPoint(
  row: string,
  { clients, ratePerSecond, use }: ConcurrencyRow['points'][number],
  predicted: number,
  tolerance: number,
): Point {
  const point = { row, n: clients, quantity: 'throughput', unit: 'operations/s', observed: ratePerSecond, predicted } as const;
  if (use === 'none') return shown({ ...point, use: 'predict' }, 'the row does not ask for it');
  return judged({ ...point, use }, tolerance);
}

interface Violation extends BoundViolation {
  readonly baseline: number;
}

/** With N requests nobody is served faster than alone: X(b) ≤ (b/a)·X(a), for one request and between any two numbers of them. */
function worstViolation({ points }: ConcurrencyRow): Violation | null {
  const curve = points.map(({ clients, ratePerSecond }) => ({ clients, throughputPerSecond: ratePerSecond }));
  const violations = curve.flatMap((baseline) =>
    curve
      .filter(({ clients }) => clients > baseline.clients)
      .flatMap((point) => {
        const violation = boundViolation(baseline, point, THRESHOLDS.boundTolerance);
        return violation === null ? [] : [{ ...violation, baseline: baseline.clients }];
      }),
  );
  return violations.reduce<(typeof violations)[number] | null>(
    (worst, one) => (worst === null || one.excess > worst.excess ? one : worst),
    null,
  );
}

function violationText({ clients, baseline, throughputPerSecond, boundPerSecond, excess }: Violation): string {
  return (
    `model does not apply: ${Math.round(throughputPerSecond)} operations/s with ${clients} outstanding exceed ` +
    `${clients}/${baseline} of the rate with ${baseline} (${Math.round(boundPerSecond)}) by ${percent(excess)}; the cost of an operation falls with load`
  );
}

function timesText({ delayNs, serviceNs }: Times): string {
  const knee = (delayNs + serviceNs) / serviceNs;
  return `delay ${(delayNs / 1000).toFixed(1)} µs, service ${(serviceNs / 1000).toFixed(1)} µs, Erlang-4; knee at ${knee.toFixed(1)} outstanding`;
}

function strictestNote({ label, server }: ConcurrencyRow, strictest: number): string {
  return `${label}: no tolerance is stated for ${server}, the strictest one is used (${percent(strictest)})`;
}

/** Exponential times are what exact analysis can do: how much the family decides shows beside the simulation. */
function analysisNotes(row: ConcurrencyRow, times: Times): string[] {
  const predicted = row.points.filter(({ use }) => use === 'predict');
  if (predicted.length === 0) return [];
  const rates = loopThroughputs(
    { ...times, servers: 1 },
    predicted.map(({ clients }) => clients),
  );
  const errors = predicted.map(({ clients, ratePerSecond }, index) => {
    return `${percent(relativeErrorOf(ratePerSecond, rates[index] as number) ?? 0)} with ${clients}`;
  });
  return [`${row.label}: mean value analysis, with exponential times, is off by ${errors.join(', ')} outstanding`];
}

/** The same number of requests by one thread or by several is not the same load. */
function engineNotes(row: ConcurrencyRow, engines: readonly Engine[]): string[] {
  const used = engines.filter(({ outstanding }) => outstanding > 1 && row.points.some(({ clients }) => clients === outstanding));
  if (new Set(used.map(({ jobs }) => jobs)).size < 2) return [];
  const by = used.map(({ name, outstanding, jobs }) => `${outstanding} by ${jobs} submitting (${name})`);
  return [`${row.label}: the curve mixes engines: ${by.join(', ')}`];
}
