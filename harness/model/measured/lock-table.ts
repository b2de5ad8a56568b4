import { describe } from '../../stats/describe.ts';
import type { LockCondition, LockMeasurement, LockRow } from './lock-condition.ts';
import { CONDITIONS, PAIR } from './lock-round.ts';

/** Only of what nobody disturbed. */
export interface LockTable {
  readonly rows: readonly MeasuredRow[];
  /** Of each round: the rate with two locks over the rate with one, with copies. */
  readonly twoLocksOverOne: readonly number[];
}

/** Medians of the measurements. */
export interface MeasuredRow extends LockRow {
  /** Maps per second of each. */
  readonly rates: readonly number[];
  readonly handoverShare: number;
}

/** Beyond it threads stood still for want of a processor, some of them with the lock: such a figure is the scheduler's. */
const MOST_WAITED_SHARE = 0.05;

/** Each of the rounds has a measurement of every condition. Null when some condition, or every pair, was always disturbed. */
export function lockTable(rounds: readonly (readonly LockMeasurement[])[]): LockTable | null {
  const quiet = rounds.map((round) => round.filter((measurement) => !isDisturbed(measurement)));
  const rows = CONDITIONS.flatMap((condition) => {
    const measurements = quiet.flatMap((round) => of(condition, round));
    return measurements.length === 0 ? [] : [rowOf(condition, measurements)];
  });
  const twoLocksOverOne = quiet.flatMap((round) => {
    const [one] = of(PAIR.oneLock, round);
    const [two] = of(PAIR.twoLocks, round);
    return one === undefined || two === undefined ? [] : [two.mapsPerSecond / one.mapsPerSecond];
  });
  return rows.length < CONDITIONS.length || twoLocksOverOne.length === 0 ? null : { rows, twoLocksOverOne };
}

function isDisturbed({ waitedForCpuShare }: LockMeasurement): boolean {
  return waitedForCpuShare !== null && waitedForCpuShare > MOST_WAITED_SHARE;
}

function of(condition: LockCondition, round: readonly LockMeasurement[]): LockMeasurement[] {
  return round.filter((measurement) => measurement.condition === condition);
}

function rowOf(condition: LockCondition, measurements: readonly LockMeasurement[]): MeasuredRow {
  const median = (pick: (measurement: LockMeasurement) => number): number =>
    describe(measurements.map(pick))?.median ?? Number.NaN;
  return {
    ...condition,
    mapNs: median(({ mapNs }) => mapNs),
    unmapNs: median(({ unmapNs }) => unmapNs),
    mapsPerSecond: median(({ mapsPerSecond }) => mapsPerSecond),
    rates: measurements.map(({ mapsPerSecond }) => mapsPerSecond),
    handoverShare: median(({ handoverShare }) => handoverShare),
  };
}
