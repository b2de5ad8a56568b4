import { UserError } from '../../core/errors.ts';
import { toSeconds } from './ticks.ts';

/** Simulations that would never end. */
export function standsStill(ticks: number): UserError {
  return refused(
    'simulation-stands-still',
    `time stands still at ${toSeconds(ticks)} s: operations end without taking any`,
    'at least one service or thinking time above 0',
    'give the closed classes a think time, or the stations a service time',
  );
}

export function deadlocked(stations: readonly string[]): UserError {
  return refused(
    'simulation-deadlocked',
    `every job waits, at ${stations.join(', ')}`,
    'somebody who can go on and release what others wait for',
    'seize resources in the same order everywhere, or give the pool more room than one operation needs',
  );
}

export function withoutProgress(events: number, stations: readonly string[]): UserError {
  return refused(
    'simulation-without-progress',
    `${events} events in which no operation of the first class ended; jobs are at ${stations.join(', ')}`,
    'operations of the first class that end while others go on',
    'give what they wait for more room or a faster service',
  );
}

export function overloaded(jobs: number): UserError {
  return refused(
    'simulation-overloaded',
    `${jobs} operations at once, and more arrive than are served`,
    'arrivals below the capacity of every station',
    'let fewer arrive, or serve them faster',
  );
}

export function tooLong(ticks: number): UserError {
  return refused(
    'simulation-too-long',
    `${toSeconds(ticks)} s of simulated time`,
    'less than two and a half hours, which the clock can count exactly',
    'simulate fewer operations, or make room where they are tried again in vain',
  );
}

function refused(code: string, got: string, expected: string, fix: string): UserError {
  return new UserError({ code, what: 'the simulation cannot end', got, expected, fix });
}
