import { type ClosedStation, meanValueAnalysis, multiServer } from '../theory/mean-value-analysis.ts';

/** Clients that spend `delayNs` on their own and then queue for one of the servers. */
export interface ClosedLoop {
  /** Z: everything that nobody waits for. */
  readonly delayNs: number;
  /** S: the bottleneck. */
  readonly serviceNs: number;
  readonly servers: number;
}

/** Exact for exponential service; one throughput for each population asked for. */
export function loopThroughputs({ delayNs, serviceNs, servers }: ClosedLoop, clients: readonly number[]): number[] {
  const station: ClosedStation =
    servers === 1 ? { kind: 'queue', name: 'bottleneck', demandNs: serviceNs } : multiServer('bottleneck', serviceNs, servers);
  const states = meanValueAnalysis({ thinkNs: delayNs, stations: [station] }, Math.max(...clients));
  return clients.map((population) => states[population - 1]?.throughputPerSecond ?? 0);
}

/**
 * Both parameters from the two ends of a curve: 1/X(1) = Z + S without waiting, and X(N → ∞) = c/S. Whatever the distribution of
 * service. Null where the saturated end is slower than the single client, which no such loop is.
 */
export function loopFromEnds(singlePerSecond: number, saturatedPerSecond: number, servers: number): ClosedLoop | null {
  const serviceNs = (servers * 1e9) / saturatedPerSecond;
  const delayNs = 1e9 / singlePerSecond - serviceNs;
  return delayNs < 0 ? null : { delayNs, serviceNs, servers };
}
