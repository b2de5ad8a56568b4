import type { World } from './world.ts';

/** The books are kept in whole ticks, but their sums can exceed 2^53. */
const ROUNDING = 1e-9;

/**
 * Little's law: the time that was spent at a station is the same counted by who was there and counted by visits. Utilisation law: the
 * time that it was busy is the sum of its services. And what pools have given out is held by jobs that are still there.
 *
 * @throws Error a bug of the engine
 */
export function assertConserved(world: World): void {
  const { jobs, stations, traits, firstClass, now, pools } = world;
  const stays = Float64Array.from(stations.visitTime);
  const services = Float64Array.from(stations.serviceTime);
  let held = 0;
  for (let job = 0; job < jobs.capacity; job++) {
    for (let station = 0; station < stations.count; station++) {
      const enteredAt = jobs.enteredAt[job * stations.count + station] as number;
      if (enteredAt >= 0) stays[station] = (stays[station] as number) + stations.inWindow(enteredAt, now);
    }
    const servedAt = jobs.servedAt[job] as number;
    if (servedAt >= 0) services[servedAt] = (services[servedAt] as number) + stations.inWindow(jobs.since[job] as number, now);
    held += jobs.slotsHeld(job);
  }
  for (let station = 0; station < stations.count; station++) {
    const name = traits.names[station] ?? `class ${station - firstClass}`;
    assertEqual(stations.presentTime[station] as number, stays[station] as number, `Little's law at ${name}`);
    if (traits.servesAlone(station))
      assertEqual(stations.busyTime[station] as number, services[station] as number, `the utilisation law at ${name}`);
  }
  assertEqual(pools.used(), held, 'the slots of all pools');
}

function assertEqual(left: number, right: number, what: string): void {
  // Written so that what is no number does not pass.
  if (!(Math.abs(left - right) <= ROUNDING * Math.max(left, right)))
    throw new Error(`${what} does not hold: ${left} is not ${right}`);
}
