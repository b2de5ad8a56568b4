import { addStation, type Composite } from './flow-equivalence.ts';

export type ClosedStation =
  /** Room for everybody: nobody waits. */
  | { readonly kind: 'delay'; readonly name: string; readonly demandNs: number }
  /** One server. */
  | { readonly kind: 'queue'; readonly name: string; readonly demandNs: number }
  /** `speed[k − 1]` divides the demand while k are present; the last entry holds for more. */
  | {
      readonly kind: 'load-dependent';
      readonly name: string;
      readonly demandNs: number;
      readonly speed: readonly [number, ...number[]];
    };

export interface ClosedNetwork {
  /** Between two operations of a client, no part of the response time. */
  readonly thinkNs: number;
  /** Visits × service time at each station. */
  readonly stations: readonly ClosedStation[];
}

export interface ClosedState {
  readonly clients: number;
  readonly throughputPerSecond: number;
  readonly responseNs: number;
  readonly stations: readonly { readonly name: string; readonly residenceNs: number; readonly meanPresent: number }[];
}

const NS_PER_SECOND = 1e9;

/** c servers that share one queue. */
export function multiServer(name: string, demandNs: number, servers: number): ClosedStation {
  const [first = 1, ...others] = Array.from({ length: servers }, (_, index) => index + 1);
  return { kind: 'load-dependent', name, demandNs, speed: [first, ...others] };
}

/**
 * Exact means of a closed network with exponential queues (or processor sharing with any distribution), for 1 … `clients` clients.
 * Delays and single servers follow the arrival theorem: R_i(n) = D_i·(1 + Q_i(n − 1)), X(n) = n / (Z + ΣR_i), Q_i(n) = X(n)·R_i(n).
 * Reiser & Lavenberg, JACM 27 (1980) 313; Lazowska et al., Quantitative System Performance, chapter 6.
 *
 * For load-dependent stations the textbook recursion needs p(0|n) = 1 − Σ p(j|n), which cancels where the station is nearly always
 * busy; the error feeds on itself, up to negative probabilities (Reiser, Performance Evaluation 1 (1981) 7). Here such stations are added
 * one after the other to the flow equivalent of all before, which is as exact and adds only positive numbers (`flow-equivalence.ts`).
 */
export function meanValueAnalysis(network: ClosedNetwork, clients: number): ClosedState[] {
  const total = network.stations.reduce((sum, { demandNs }) => sum + demandNs, network.thinkNs);
  if (!(total > 0)) throw new RangeError('a closed network without any time has no finite throughput');
  let composite = fixedRate(network, clients);
  network.stations.forEach((station, index) => {
    if (station.kind === 'load-dependent' && station.demandNs > 0) composite = addStation(composite, station, index);
  });
  return Array.from({ length: clients }, (_, index) => stateOf(network, composite, index + 1));
}

/** The network of the delays and single servers alone. */
function fixedRate({ thinkNs, stations }: ClosedNetwork, clients: number): Composite {
  const throughput = new Float64Array(clients + 1);
  const present = stations.map(() => new Float64Array(clients + 1));
  for (let n = 1; n <= clients; n++) {
    const residence = stations.map(({ kind, demandNs }, index) => {
      if (kind === 'load-dependent') return 0;
      return kind === 'delay' ? demandNs : demandNs * (1 + (present[index]?.[n - 1] ?? 0));
    });
    const cycle = residence.reduce((sum, time) => sum + time, thinkNs);
    // Without any time in it, who enters is back at once.
    const rate = cycle > 0 ? n / cycle : Number.POSITIVE_INFINITY;
    throughput[n] = rate;
    residence.forEach((time, index) => {
      const row = present[index];
      if (row !== undefined && time > 0) row[n] = rate * time;
    });
  }
  return { throughput, present };
}

function stateOf({ thinkNs, stations }: ClosedNetwork, { throughput, present }: Composite, clients: number): ClosedState {
  const rate = throughput[clients] as number;
  return {
    clients,
    throughputPerSecond: rate * NS_PER_SECOND,
    responseNs: clients / rate - thinkNs,
    stations: stations.map(({ name }, index) => {
      const meanPresent = present[index]?.[clients] ?? 0;
      return { name, residenceNs: meanPresent / rate, meanPresent };
    }),
  };
}
