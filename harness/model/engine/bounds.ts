import { MOST_JOBS } from './jobs.ts';
import type { Distribution, JobClass, Station } from './network.ts';
import { refused } from './refusal.ts';
import { LAST_TICK, toNs, toTicks } from './ticks.ts';

/* What the numbers of a network may be. Whatever passes here never becomes NaN, infinite or negative in the engine. */

/** Counts are kept in 32 bits. */
const LARGEST_COUNT = 2 ** 31 - 1;
/** 32 GiB of bounce buffers. */
const MOST_SLOTS = 2 ** 24;
/** Each is a random number per service; from here on the sum is as good as constant (cv 3 %). */
const MOST_STAGES = 1000;

export function checkStation(station: Station): void {
  const { name } = station;
  switch (station.kind) {
    case 'delay':
      return;
    case 'queue':
      checkCount(station.servers, `servers of station ${name}`);
      checkDuration(station.handoverNs, `the hand-over of station ${name}`);
      return;
    case 'sharing':
      if (station.speed.length === 0 || !station.speed.every((speed) => Number.isFinite(speed) && speed > 0))
        throw refused(`the speeds of station ${name}`, station.speed.join(', '), 'numbers above 0');
      return;
    case 'resource':
      checkCount(station.units, `units of station ${name}`);
      return;
    case 'pool':
      checkCount(station.slots, `slots of station ${name}`, MOST_SLOTS);
      checkCount(station.areas, `areas of station ${name}`, MOST_SLOTS);
      checkDuration(station.handoverNs, `the hand-over of station ${name}`);
      return;
    case 'parking':
      checkCount(station.ticks, `ticks of station ${name}`);
      checkDuration(station.tickNs, `the tick of station ${name}`);
      if (toTicks(station.tickNs) === 0)
        throw refused(`the tick of station ${name}`, String(station.tickNs), 'a time above 0 ns');
  }
}

export function checkPopulation({ population, name }: JobClass): void {
  if (population.kind === 'closed') checkCount(population.clients, `the clients of class ${name}`, MOST_JOBS);
  checkTime(population.kind === 'closed' ? population.think : population.interarrival, `class ${name}`);
}

export function checkTime(distribution: Distribution, of: string): void {
  if (distribution.family === 'mixture') {
    for (const { weight, of: part } of distribution.parts) {
      if (!(Number.isFinite(weight) && weight > 0))
        throw refused(`a weight in the time of ${of}`, String(weight), 'a number above 0');
      checkTime(part, of);
    }
    return;
  }
  checkDuration(distribution.meanNs, `the mean time of ${of}`);
  if (distribution.family === 'erlang') checkCount(distribution.stages, `the stages of ${of}`, MOST_STAGES);
  if (distribution.family === 'lognormal' && !(distribution.cv >= 0 && Number.isFinite(distribution.cv ** 2)))
    throw refused(`the variation of ${of}`, String(distribution.cv), 'a number of 0 or more');
  if (distribution.family === 'pareto' && !(distribution.shape > 1 && Number.isFinite(distribution.shape)))
    throw refused(`the shape of ${of}`, String(distribution.shape), 'a number above 1: otherwise there is no mean');
}

export function checkCount(count: number, what: string, most = LARGEST_COUNT): void {
  if (!(Number.isSafeInteger(count) && count >= 1 && count <= most))
    throw refused(what, String(count), `a whole number from 1 to ${most}`);
}

function checkDuration(ns: number, what: string): void {
  if (!(ns >= 0 && ns <= toNs(LAST_TICK)))
    throw refused(what, String(ns), 'a time from 0 ns to two and a half hours, in which the simulation has to end');
}
