import type { Network } from '../engine/network.ts';
import { frozen } from './erlang-loop.ts';
import { operationsOf } from './outcome.ts';

/** Requests of queue workers that each hold theirs while it passes what all workers share. */
export interface QueueWorkers {
  readonly privateNs: number;
  readonly sharedNs: number;
}

export interface QueueRate {
  readonly queues: number;
  readonly ratePerSecond: number;
}

/** A request keeps its worker while it waits for and passes the shared station: work of the others cannot fill the gap. */
function queueWorkersNetwork({ privateNs, sharedNs }: QueueWorkers, queues: number, clients: number): Network {
  return {
    stations: [
      { kind: 'resource', name: 'workers', units: queues },
      { kind: 'delay', name: 'private' },
      { kind: 'queue', name: 'shared', servers: 1, handoverNs: 0 },
    ],
    classes: [
      {
        name: 'requests',
        population: { kind: 'closed', clients, think: { family: 'deterministic', meanNs: 0 } },
        programs: [
          [
            { kind: 'seize', at: 'workers', row: 'workers', units: 1, whenFull: 'wait' },
            { kind: 'serve', at: 'private', row: 'private', time: frozen(privateNs), unlessBusy: null },
            { kind: 'serve', at: 'shared', row: 'shared', time: frozen(sharedNs), unlessBusy: null },
            { kind: 'release', at: 'workers', units: 1 },
          ],
        ],
      },
    ],
  };
}

export interface WorkersOutcome {
  readonly ratePerSecond: number;
  readonly responseNs: number;
}

/** Standard error of a rate: 0.2 %. */
const OPERATIONS = 20_000;
const WARM_UP_PER_CLIENT = 20;
/** Of simulations: any will do, rates scale with it. */
const CYCLE_NS = 100_000;

/** Simulated on a scale of its own: the engine's clock reaches hours, and published rates may be slower than that. */
export function queueWorkersOutcome(workers: QueueWorkers, queues: number, clients: number, seed: number): WorkersOutcome {
  const scale = CYCLE_NS / (workers.privateNs + workers.sharedNs);
  const network = queueWorkersNetwork(
    { privateNs: scale * workers.privateNs, sharedNs: scale * workers.sharedNs },
    queues,
    clients,
  );
  const length = { operations: OPERATIONS, warmUp: WARM_UP_PER_CLIENT * clients, seed };
  const { throughputPerSecond, meanNs } = operationsOf(network, length);
  if (meanNs === null) throw new Error('a closed network without completed operations');
  return { ratePerSecond: scale * throughputPerSecond, responseNs: meanNs / scale };
}

/**
 * The split of the cycle with which the gain from fewest to most queues comes out, and the cycle with which the rate of the fewest does. A
 * gain beyond what any split gives ends at the split that comes nearest.
 */
export function fitQueueWorkers(fewest: QueueRate, most: QueueRate, clients: number, seed: number): QueueWorkers {
  const rate = (sharedShare: number, { queues }: QueueRate): number =>
    queueWorkersOutcome(splitOf(sharedShare, CYCLE_NS), queues, clients, seed).ratePerSecond;
  const wanted = Math.log(most.ratePerSecond / fewest.ratePerSecond);
  const sharedShare = shareWhere((share) => Math.log(rate(share, most) / rate(share, fewest)) - wanted);
  return splitOf(sharedShare, (CYCLE_NS * rate(sharedShare, fewest)) / fewest.ratePerSecond);
}

const SEARCH = { steps: 12, enough: 1e-4 } as const;

/**
 * The excess of the gain falls as more is shared; false position, with half the weight for an end that stays where it is (Illinois:
 * Dowell & Jarratt, BIT 11 (1971) 168).
 */
function shareWhere(excess: (sharedShare: number) => number): number {
  let [low, high] = [
    { share: 0, excess: excess(0) },
    { share: 1, excess: excess(1) },
  ];
  if (low.excess <= 0) return 0;
  if (high.excess >= 0) return 1;
  let kept: 'low' | 'high' | null = null;
  for (let step = 0; step < SEARCH.steps; step++) {
    const share = (low.share * high.excess - high.share * low.excess) / (high.excess - low.excess);
    const tried = { share, excess: excess(share) };
    if (Math.abs(tried.excess) < SEARCH.enough) return share;
    if (tried.excess > 0) {
      if (kept === 'high') high = { ...high, excess: high.excess / 2 };
      [low, kept] = [tried, 'high'];
    } else {
      if (kept === 'low') low = { ...low, excess: low.excess / 2 };
      [high, kept] = [tried, 'low'];
    }
  }
  return (low.share + high.share) / 2;
}

function splitOf(sharedShare: number, cycleNs: number): QueueWorkers {
  return { privateNs: cycleNs * (1 - sharedShare), sharedNs: cycleNs * sharedShare };
}
