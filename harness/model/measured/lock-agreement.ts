import { UserError } from '../../core/errors.ts';
import { simulate } from '../engine/simulate.ts';
import type { LockRow } from './lock-condition.ts';
import { type LockWork, lockNetwork } from './lock-network.ts';
import { agreesInSign, type LockPairs } from './lock-pairs.ts';

/** How a simulated lock compares with measured ones, wherever these come from. */
export interface LockAgreement {
  readonly handoverNs: number;
  readonly rows: readonly ComparedRow[];
  readonly acceptance: {
    /** The rate of two threads on one lock, page by page. */
    readonly pageByPage: { readonly relativeError: number; readonly tolerance: number; readonly ok: boolean };
    readonly twoLocksOverOne: SignAgreement;
  };
}

export interface ComparedRow {
  readonly row: LockRow;
  /** `fit`: the model's parameters come from this row, so that its error proves nothing. */
  readonly use: 'fit' | 'predict';
  readonly predictedMapsPerSecond: number;
  readonly relativeError: number;
}

export interface SignAgreement {
  readonly predicted: number;
  readonly measured: number;
  /** Null: the pairs leave the sign open. */
  readonly ok: boolean | null;
}

const TOLERANCE = 0.3;

/**
 * Fits the lock on the rows of one thread (time under the lock for batches and for single pages, own work between), and its hand-over
 * on two threads with one lock in batches. The copies come from the row with two locks: there they share nothing but the memory.
 * Everything else is predicted.
 */
export function lockAgreement(rows: readonly LockRow[], pairs: LockPairs, seed: number): LockAgreement {
  const find = (wanted: Partial<LockRow>): LockRow => rowIn(rows, wanted);
  const contended = find({ threads: 2, areas: 1, pagesPerRequest: 64, copyBytes: 0 });
  const handoverNs = handoverOf(contended, sectionsOf(rows, contended), seed);
  const predictedRate = (row: LockRow): number => rateOf({ ...row, ...sectionsOf(rows, row), handoverNs }, seed);
  const compared = rows.map((row): ComparedRow => {
    const predictedMapsPerSecond = predictedRate(row);
    return { row, use: useOf(row), predictedMapsPerSecond, relativeError: predictedMapsPerSecond / row.mapsPerSecond - 1 };
  });
  const single = find({ threads: 2, areas: 1, pagesPerRequest: 1, copyBytes: 0 });
  const relativeError = compared.find(({ row }) => row === single)?.relativeError ?? Number.NaN;
  const predicted =
    predictedRate(find({ threads: 2, areas: 2, copyBytes: 4096 })) /
    predictedRate(find({ threads: 2, areas: 1, copyBytes: 4096 }));
  return {
    handoverNs,
    rows: compared,
    acceptance: {
      pageByPage: { relativeError, tolerance: TOLERANCE, ok: Math.abs(relativeError) <= TOLERANCE },
      twoLocksOverOne: { predicted, measured: pairs.median, ok: agreesInSign(predicted, pairs) },
    },
  };
}

type Sections = Pick<LockWork, 'mapNs' | 'unmapNs' | 'ownNs'>;

/** What the thread does under the lock and outside of it, when nobody disturbs it. */
function sectionsOf(rows: readonly LockRow[], { pagesPerRequest, copyBytes }: LockRow): Sections {
  const { mapNs, unmapNs, mapsPerSecond } = rowIn(rows, { threads: 1, pagesPerRequest, copyBytes: 0 });
  const undisturbed =
    copyBytes === 0 ? 1e9 / mapsPerSecond : perThread(rowIn(rows, { threads: 2, areas: 2, pagesPerRequest, copyBytes }));
  return { mapNs, unmapNs, ownNs: Math.max(0, undisturbed - mapNs - unmapNs) };
}

function perThread({ threads, mapsPerSecond }: LockRow): number {
  return (1e9 * threads) / mapsPerSecond;
}

function useOf({ threads, areas, pagesPerRequest, copyBytes }: LockRow): ComparedRow['use'] {
  const isFitted = threads === 1 || (copyBytes === 0 ? areas === 1 && pagesPerRequest === 64 : areas === 2);
  return isFitted ? 'fit' : 'predict';
}

/** Halves the range of the hand-over to a thousandth of a nanosecond or so: the rate falls with it, and every try has the same draws. */
const HALVINGS = 18;

function handoverOf(contended: LockRow, sections: Sections, seed: number): number {
  let low = 0;
  let high = 1e9 / contended.mapsPerSecond;
  for (let halving = 0; halving < HALVINGS; halving++) {
    const handoverNs = (low + high) / 2;
    if (rateOf({ ...contended, ...sections, handoverNs }, seed) > contended.mapsPerSecond) low = handoverNs;
    else high = handoverNs;
  }
  return (low + high) / 2;
}

/** Pages; the standard error of the rate is far below a per cent. */
const LENGTH = { operations: 20_000, warmUp: 1000 };

function rateOf(work: LockWork, seed: number): number {
  const [threads] = simulate(lockNetwork(work), { ...LENGTH, seed }).classes;
  if (threads === undefined) throw new Error('a simulation without its class');
  return threads.throughputPerSecond;
}

function rowIn(rows: readonly LockRow[], wanted: Partial<LockRow>): LockRow {
  const keys = Object.keys(wanted) as (keyof LockRow)[];
  const found = rows.find((row) => keys.every((key) => row[key] === wanted[key]));
  if (found !== undefined) return found;
  throw new UserError({
    code: 'lock-row-missing',
    what: 'measured rows of a lock',
    got: `none of ${rows.length} with ${JSON.stringify(wanted)}`,
    expected: 'every condition that the model is fitted on or compared with',
    fix: 'add the row to the table, or measure it',
  });
}
