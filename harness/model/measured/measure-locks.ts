import type { LockMeasurement } from './lock-condition.ts';
import { lockRound } from './lock-round.ts';
import { lockTable } from './lock-table.ts';
import { measureLock } from './measure-lock.ts';

export interface LockRun {
  /** Undisturbed measurements of each condition, and pairs, after which it ends. */
  readonly enough: number;
  /** It ends after so many rounds in any case. */
  readonly mostRounds: number;
  /** Of each measurement, after its threads have warmed up. */
  readonly durationMs: number;
  readonly seed: number;
  /** Called before each round; they count from 1. */
  readonly progress: (round: number) => void;
}

/** All measurements of each round, in the order in which they were made. A round has every condition once, in an order that the seed decides. */
export async function measureLocks(run: LockRun): Promise<LockMeasurement[][]> {
  const rounds: LockMeasurement[][] = [];
  while (rounds.length < run.mostRounds && !isEnough(rounds, run.enough)) {
    run.progress(rounds.length + 1);
    const round: LockMeasurement[] = [];
    for (const condition of lockRound(run.seed, rounds.length + 1)) round.push(await measureLock(condition, run.durationMs));
    rounds.push(round);
  }
  return rounds;
}

function isEnough(rounds: readonly (readonly LockMeasurement[])[], enough: number): boolean {
  const table = lockTable(rounds);
  return (
    table !== null && [table.twoLocksOverOne, ...table.rows.map(({ rates }) => rates)].every(({ length }) => length >= enough)
  );
}
