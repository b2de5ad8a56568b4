import { randomFor, shuffled } from '../../core/random.ts';
import { byPhase, type ProbeObservation } from './probe-design.ts';
import { fitProbe, predictedNs } from './probe-fit.ts';

export interface HeldOut {
  readonly observation: ProbeObservation;
  readonly predictedNs: number;
  /** (predicted − observed) / observed. */
  readonly relativeError: number;
}

export type HalvesOutcome =
  | { readonly status: 'predicted'; readonly fitted: number; readonly heldOut: readonly HeldOut[] }
  | { readonly status: 'refused'; readonly reason: string };

/** Each half of the cells predicted by the model of the other half. */
export function predictHalves(observations: readonly ProbeObservation[], seed: number): HalvesOutcome {
  const [first, second] = halvesOf(observations, seed);
  const heldOut: HeldOut[] = [];
  for (const [fitted, others] of [
    [first, second],
    [second, first],
  ] as const) {
    const fit = fitProbe(fitted);
    if (fit.status === 'refused') return fit;
    for (const observation of others) {
      const predicted = predictedNs(fit, observation);
      heldOut.push({ observation, predictedNs: predicted, relativeError: predicted / observation.latencyNs - 1 });
    }
  }
  return { status: 'predicted', fitted: Math.min(first.length, second.length), heldOut };
}

/** Every second cell of each phase, in the order of a shuffle; phases take turns in which half gets the odd one. */
export function halvesOf(
  observations: readonly ProbeObservation[],
  seed: number,
): readonly [readonly ProbeObservation[], readonly ProbeObservation[]] {
  const halves: [ProbeObservation[], ProbeObservation[]] = [[], []];
  let turn = 0;
  for (const [phase, cells] of byPhase(observations)) {
    for (const cell of shuffled(cells, randomFor(seed, 'halves', phase))) halves[turn++ % 2 === 0 ? 0 : 1].push(cell);
  }
  return halves;
}
