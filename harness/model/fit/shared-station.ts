import { loopThroughputs } from './closed-loop.ts';

/** The same load on one worker and on several; in both cases with more clients than workers. */
export interface WorkerScaling {
  readonly workers: number;
  readonly onePerSecond: number;
  readonly allPerSecond: number;
}

export type SharedStationFit =
  | {
      readonly status: 'fitted';
      /** One operation at its worker. */
      readonly serviceNs: number;
      /** Part of it in which the worker also holds the station that all workers share. */
      readonly sharedNs: number;
      readonly sharedShare: number;
      /** Serial share by Amdahl's formula, which takes shared and private phases never to overlap: a description only. */
      readonly amdahlShare: number;
    }
  /** Faster than work-conserving workers can be, or slower than one: something else differs between the two measurements. */
  | { readonly status: 'unexplained'; readonly speedup: number; readonly workers: number };

const BISECTIONS = 60;

/** One equation for one unknown: a fit, never a prediction. Workers are the clients of a closed loop through the shared station. */
export function fitSharedStation({ workers, onePerSecond, allPerSecond }: WorkerScaling): SharedStationFit {
  const speedup = allPerSecond / onePerSecond;
  if (speedup > workers || speedup < 1) return { status: 'unexplained', speedup, workers };
  const serviceNs = 1e9 / onePerSecond;
  let [low, high] = [0, serviceNs];
  for (let step = 0; step < BISECTIONS; step++) {
    const sharedNs = (low + high) / 2;
    const [throughput = 0] = loopThroughputs({ delayNs: serviceNs - sharedNs, serviceNs: sharedNs, servers: 1 }, [workers]);
    if (throughput > allPerSecond) low = sharedNs;
    else high = sharedNs;
  }
  return {
    status: 'fitted',
    serviceNs,
    sharedNs: low,
    sharedShare: low / serviceNs,
    amdahlShare: (workers / speedup - 1) / (workers - 1),
  };
}
