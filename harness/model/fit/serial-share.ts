import { loopThroughputs } from './closed-loop.ts';
import { byPhase, type ProbeObservation } from './probe-design.ts';

/** Of a request's time, what threads do one after the other, by kind of operation. Above 1: together they are slower than alone. */
export type SerialShare = Readonly<Record<string, number>>;

const GRID = { most: 2, step: 0.05 } as const;

/**
 * The share with which a loop of a delay and one queue explains the cells of several threads best, for each phase and sharing of files.
 * Null without such cells.
 */
export function fitSerialShare(
  contended: readonly ProbeObservation[],
  nearNs: (observation: ProbeObservation) => number,
  beyondNs: (observation: ProbeObservation) => number,
): SerialShare | null {
  // A lock says nothing of what happens beyond it, nor does a call that asks for nothing.
  const observations = contended.filter(
    ({ isExclusive, requests }) => !isExclusive && Object.values(requests).some((count) => count > 0),
  );
  if (observations.length === 0) return null;
  const shares = [...byPhase(observations)].map(([kind, cells]) => [kind, bestShare(cells, nearNs, beyondNs)] as const);
  return { ...Object.fromEntries(shares), [ANY_KIND]: bestShare(observations, nearNs, beyondNs) };
}

/** Of all cells together, for kinds that had none. */
const ANY_KIND = '*';

export function slowedBy(
  serial: SerialShare | null,
  beyondNs: number,
  { phase, concurrency, isExclusive }: ProbeObservation,
): number {
  const share = serial?.[phase] ?? serial?.[ANY_KIND] ?? 1;
  return loopLatency(beyondNs, isExclusive ? Math.max(1, share) : share, concurrency);
}

function bestShare(
  observations: readonly ProbeObservation[],
  nearNs: (observation: ProbeObservation) => number,
  beyondNs: (observation: ProbeObservation) => number,
): number {
  let best = { share: 0, cost: Number.POSITIVE_INFINITY };
  for (let share = 0; share <= GRID.most; share += GRID.step) {
    const cost = observations.reduce((sum, observation) => {
      const { concurrency, latencyNs } = observation;
      const predictedNs = nearNs(observation) + loopLatency(beyondNs(observation), share, concurrency);
      return sum + Math.abs(Math.log(predictedNs / latencyNs));
    }, 0);
    if (cost < best.cost) best = { share, cost };
  }
  return best.share;
}

function loopLatency(aloneNs: number, share: number, threads: number): number {
  if (aloneNs === 0) return 0;
  const serviceNs = Math.max(share * aloneNs, Number.MIN_VALUE);
  const [perSecond = 0] = loopThroughputs({ delayNs: Math.max(0, aloneNs - serviceNs), serviceNs, servers: 1 }, [threads]);
  return (threads * 1e9) / perSecond;
}
