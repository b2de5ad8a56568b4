import type { Distribution, Network } from '../engine/network.ts';
import { type ClosedLoop, loopFromEnds } from '../fit/closed-loop.ts';
import { operationsOf } from './outcome.ts';

/**
 * Frozen on the two published rows of a single-threaded server (table C1, no-tpool), before any other row was looked at: with delay and
 * service from 1 and 64 requests, Erlang-4 predicts the throughput of 4 within 2 %; exponential times are 7 % too slow, lognormal ones
 * with cv 0.2 4 % and deterministic ones 6 % too fast.
 */
const STAGES = 4;

export function frozen(meanNs: number): Distribution {
  return { family: 'erlang', meanNs, stages: STAGES };
}

/** Clients that spend a delay on their own and then queue for one server. */
function loopNetwork({ delayNs, serviceNs }: Times, clients: number): Network {
  const serve = (at: string, meanNs: number) => ({ kind: 'serve', at, row: at, time: frozen(meanNs), unlessBusy: null }) as const;
  return {
    stations: [
      { kind: 'delay', name: 'delay' },
      { kind: 'queue', name: 'server', servers: 1, handoverNs: 0 },
    ],
    classes: [
      {
        name: 'requests',
        population: { kind: 'closed', clients, think: { family: 'deterministic', meanNs: 0 } },
        programs: [[serve('delay', delayNs), serve('server', serviceNs)]],
      },
    ],
  };
}

export type Times = Pick<ClosedLoop, 'delayNs' | 'serviceNs'>;

/** Of simulations: any will do, rates scale with it. */
const CYCLE_NS = 100_000;

const LENGTH = {
  /** Standard error of a rate: 0.15 %. */
  predicting: 120_000,
  /** Tries of the search share their draws: only differences between them count. */
  searching: 8000,
  warmUpPerClient: 50,
} as const;

/** Simulated on a scale of its own: the engine's clock reaches hours, and published rates may be slower than that. */
export function loopRate(times: Times, clients: number, seed: number, operations: number = LENGTH.predicting): number {
  const scale = CYCLE_NS / (times.delayNs + times.serviceNs);
  const network = loopNetwork({ delayNs: scale * times.delayNs, serviceNs: scale * times.serviceNs }, clients);
  const length = { operations, warmUp: LENGTH.warmUpPerClient * clients, seed };
  return scale * operationsOf(network, length).throughputPerSecond;
}

export interface RatePoint {
  readonly clients: number;
  readonly ratePerSecond: number;
}

/** From so many knees on, X = 1/S to more digits than anybody publishes, whatever the distribution. */
const SATURATED_KNEES = 4;

/**
 * Delay and service that reproduce the points best, in the logarithm. Where one client and saturation are given they can be read off;
 * otherwise the share of the service in the cycle is searched, since the rest of the curve is a factor: X(N) = x(N, share) / (Z + S).
 * @param points at least two, in order of their clients, which differ
 */
export function fitLoop(points: readonly RatePoint[], seed: number): Times {
  return fromEnds(points) ?? searched(points, seed);
}

function fromEnds([single, saturated, ...others]: readonly RatePoint[]): Times | null {
  if (single?.clients !== 1 || saturated === undefined || others.length > 0) return null;
  const loop = loopFromEnds(single.ratePerSecond, saturated.ratePerSecond, 1);
  if (loop === null) return null;
  const knee = (loop.delayNs + loop.serviceNs) / loop.serviceNs;
  return saturated.clients >= SATURATED_KNEES * knee ? loop : null;
}

const SEARCH = {
  /** A server that is used this little slows nobody down. */
  smallestShare: 1e-4,
  /** The share to a five-hundredth of itself. */
  steps: 18,
} as const;

/** Golden section on the logarithm of the share: all curves fall with it, and those with fewer clients fall less. */
function searched(points: readonly RatePoint[], seed: number): Times {
  const ratio = (Math.sqrt(5) - 1) / 2;
  const at = (logShare: number): Try => tryShare(points, Math.exp(logShare), seed);
  let [low, high] = [Math.log(SEARCH.smallestShare), 0];
  let [left, right] = [at(high - ratio * (high - low)), at(low + ratio * (high - low))];
  let best = left;
  for (let step = 0; step < SEARCH.steps; step++) {
    if (left.sumOfSquares <= right.sumOfSquares) {
      high = Math.log(right.share);
      right = left;
      left = at(high - ratio * (high - low));
    } else {
      low = Math.log(left.share);
      left = right;
      right = at(low + ratio * (high - low));
    }
    for (const one of [left, right]) if (one.sumOfSquares < best.sumOfSquares) best = one;
  }
  return { delayNs: best.cycleNs * (1 - best.share), serviceNs: best.cycleNs * best.share };
}

interface Try {
  readonly share: number;
  readonly cycleNs: number;
  readonly sumOfSquares: number;
}

function tryShare(points: readonly RatePoint[], share: number, seed: number): Try {
  const times = { delayNs: CYCLE_NS * (1 - share), serviceNs: CYCLE_NS * share };
  const factors = points.map(({ clients, ratePerSecond }) =>
    Math.log(loopRate(times, clients, seed, LENGTH.searching) / ratePerSecond),
  );
  const mean = factors.reduce((sum, factor) => sum + factor, 0) / factors.length;
  const sumOfSquares = factors.reduce((sum, factor) => sum + (factor - mean) ** 2, 0);
  return { share, cycleNs: CYCLE_NS * Math.exp(mean), sumOfSquares };
}
