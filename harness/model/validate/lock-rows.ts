import { type ComparedRow, type LockAgreement, lockAgreement } from '../measured/lock-agreement.ts';
import type { LockPairs } from '../measured/lock-pairs.ts';
import { judged, type Point, percent, shown, type TableFindings, type Verdict } from './findings.ts';
import { conditionText, type LockRowTable } from './lock-row-table.ts';

/** Without any, there is no sign to agree with. */
const NO_PAIRS: LockPairs = { median: 1, above1: 0, pairs: 0 };

/**
 * The measured lock of a pool. Its times and its hand-over are fitted where one thread is alone and where two meet in batches; what two
 * do that meet at every page is predicted, and whether a second lock helps. Another program on another machine measured these rows, so
 * that without a stated tolerance only directions are judged.
 */
export function checkLockRows({ rows, incomparable, pairs, tolerance }: LockRowTable, seed: number): TableFindings {
  const agreement = lockAgreement(rows, pairs ?? NO_PAIRS, seed);
  return {
    points: agreement.rows.map((row) => pointOf(row, tolerance)),
    verdicts: [crowdVerdict(agreement), ...(pairs === null ? [] : [pairsVerdict(agreement)])],
    notes: [
      `hand-over of ${agreement.handoverNs.toFixed(0)} ns from batches; page by page, where both threads meet at every page, the model is off by ${percent(agreement.acceptance.pageByPage.relativeError)}`,
      ...(tolerance === null ? ['the table states no tolerance: rates are shown, directions are judged'] : []),
      ...incomparable.map((row) => `${row}: not compared, the table has no row that its own times would come from`),
    ],
    tolerance,
  };
}

function pointOf({ row, use, predictedMapsPerSecond }: ComparedRow, tolerance: number | null): Point {
  const figures = { unit: 'operations/s', observed: row.mapsPerSecond, predicted: predictedMapsPerSecond, use } as const;
  const point = { row: conditionText(row), n: row.threads, quantity: 'mappings', ...figures };
  return tolerance === null ? shown(point, 'no tolerance is stated') : judged(point, tolerance);
}

/** Two threads that share a lock at every page are together slower than one alone. */
function crowdVerdict({ rows }: LockAgreement): Verdict {
  const at = (threads: number): ComparedRow => {
    const found = rows.find(
      ({ row }) => row.threads === threads && row.areas === 1 && row.pagesPerRequest === 1 && row.copyBytes === 0,
    );
    if (found === undefined) throw new Error('a row that was read is not compared');
    return found;
  };
  const [one, two] = [at(1), at(2)];
  const observed = two.row.mapsPerSecond / one.row.mapsPerSecond;
  const predicted = two.predictedMapsPerSecond / one.predictedMapsPerSecond;
  return directionVerdict(
    'two threads on one lock against one alone, page by page',
    observed,
    predicted,
    observed < 1 === predicted < 1,
  );
}

function pairsVerdict({ acceptance: { twoLocksOverOne } }: LockAgreement): Verdict {
  const { measured, predicted, ok } = twoLocksOverOne;
  const row =
    ok === null ? 'two locks over one, with copies; the interval of the pairs contains 1' : 'two locks over one, with copies';
  return directionVerdict(row, measured, predicted, ok !== false);
}

function directionVerdict(row: string, observed: number, predicted: number, ok: boolean): Verdict {
  const detail = `direction: ${observed.toFixed(2)} times the rate observed, ${predicted.toFixed(2)} predicted`;
  return { row, verdict: ok ? 'agrees' : 'disagrees', expected: null, ok, detail };
}
