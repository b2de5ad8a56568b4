import type { Distribution, Network, Station, Step } from '../engine/network.ts';

/** Threads that map and unmap a page in turn, and nothing else. Nanoseconds per page. */
export interface LockWork {
  readonly threads: number;
  readonly areas: number;
  /** Under the lock. */
  readonly mapNs: number;
  readonly unmapNs: number;
  /** Outside of it: half after mapping, half after unmapping. */
  readonly ownNs: number;
  readonly handoverNs: number;
}

/** The first class is one thread; the rates of all threads are equal, because their work is. */
export function lockNetwork(work: LockWork): Network {
  const locks = Array.from({ length: work.areas }, (_, area) => lockOf(area, work.handoverNs));
  return {
    stations: [...locks, { kind: 'delay', name: 'own' }],
    classes: [
      {
        name: 'thread',
        population: { kind: 'closed', clients: work.threads, think: { family: 'deterministic', meanNs: 0 } },
        programs: [programOf(work, 0), ...locks.slice(1).map((_, area) => programOf(work, area + 1))],
      },
    ],
  };
}

function lockOf(area: number, handoverNs: number): Station {
  return { kind: 'queue', name: `lock ${area}`, servers: 1, handoverNs };
}

function programOf({ mapNs, unmapNs, ownNs }: LockWork, area: number): Step[] {
  const at = `lock ${area}`;
  return [
    { kind: 'serve', at, row: 'map', time: { family: 'deterministic', meanNs: mapNs }, unlessBusy: null },
    ownWork(ownNs / 2),
    { kind: 'serve', at, row: 'unmap', time: { family: 'deterministic', meanNs: unmapNs }, unlessBusy: null },
    ownWork(ownNs / 2),
  ];
}

/** Lock sections are deterministic. Own work must not be, or threads would fall into a rhythm in which they never meet. */
function ownWork(meanNs: number): Step {
  const time: Distribution = { family: 'erlang', meanNs, stages: 4 };
  return { kind: 'serve', at: 'own', row: 'own', time, unlessBusy: null };
}
