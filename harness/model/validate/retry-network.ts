import type { Distribution, Network, Program, SeizeStep, ServeStep } from '../engine/network.ts';

/** A file server behind a ring that is too short for all requests. */
export interface RingedServer {
  readonly ring: number;
  readonly servers: number;
  readonly service: Distribution;
  readonly think: Distribution;
}

/** What becomes of a request that finds the ring full. */
export type RetryPolicy =
  /** It is sent by a completion, in order. */
  | { readonly kind: 'completion' }
  /** It is tried again by a timer, and overtaken meanwhile. */
  | { readonly kind: 'jiffy'; readonly hz: number };

const NS_PER_SECOND = 1e9;
/** msecs_to_jiffies(1) is one tick at the rates that kernels are built with, and a timer fires at the tick after it. */
const TICKS = 2;

export function retryNetwork(server: RingedServer, policy: RetryPolicy, clients: number): Network {
  const serve: ServeStep = { kind: 'serve', at: 'server', row: 'server', time: server.service, unlessBusy: null };
  const enter = policy.kind === 'completion' ? seize('wait') : retried();
  return {
    stations: [
      { kind: 'resource', name: 'ring', units: server.ring },
      { kind: 'queue', name: 'server', servers: server.servers, handoverNs: 0 },
      ...(policy.kind === 'jiffy'
        ? [{ kind: 'parking', name: 'timer', tickNs: NS_PER_SECOND / policy.hz, ticks: TICKS } as const]
        : []),
    ],
    classes: [
      {
        name: 'requests',
        population: { kind: 'closed', clients, think: server.think },
        programs: [[enter, serve, { kind: 'release', at: 'ring', units: 1 }]],
      },
    ],
  };
}

function retried(): Program[number] {
  return { kind: 'attempt', steps: [seize('give-up')], otherwise: { kind: 'park', at: 'timer', row: 'parked' } };
}

function seize(whenFull: SeizeStep['whenFull']): SeizeStep {
  return { kind: 'seize', at: 'ring', row: 'ring', units: 1, whenFull };
}

const LENGTH = {
  /** A 99.99th percentile rests on 20 of them. */
  operations: 200_000,
  /** Starvation lasts for dozens of ticks: a run that is shorter has no tail yet. */
  ticks: 80,
  /** With a very slow clock the tail is not reached rather than waited for. */
  mostOperations: 1_500_000,
  warmUpShare: 0.1,
} as const;

/** Operations that a run needs for its tails. */
export function runLength(
  server: RingedServer,
  meanServiceNs: number,
  policy: RetryPolicy,
): { readonly operations: number; readonly warmUp: number } {
  const tickNs = policy.kind === 'completion' ? 0 : NS_PER_SECOND / policy.hz;
  const perTicks = (LENGTH.ticks * tickNs * server.servers) / meanServiceNs;
  const operations = Math.round(Math.min(LENGTH.mostOperations, Math.max(LENGTH.operations, perTicks)));
  return { operations, warmUp: Math.round(LENGTH.warmUpShare * operations) };
}
