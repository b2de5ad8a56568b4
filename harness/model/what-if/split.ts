import type { Random } from '../../core/random.ts';
import type { ParameterOverride } from '../path/parameters.ts';
import { PARAMETERS, type ParameterName } from '../path/parameters.ts';

/** A point among all that fit the data equally well, and within their errors. */
export interface Split {
  /** Of the known sums. */
  readonly requestFactor: number;
  readonly byteFactor: number;
  /** Part of the largest bounce copy that the slopes allow. */
  readonly bounceShare: number;
  /** Part of the far side that all queues share. */
  readonly hostShare: number;
  /** Part of a request beyond the near side, where nothing was seen of it. */
  readonly farShare: number;
  /** Against the table, of a part of a request. */
  readonly weightOf: (name: ParameterName) => number;
  readonly family: Pick<ParameterOverride, 'family' | 'cv'>;
}

/** Of a mount, and of the one that might take its place: what is not known of them has nothing in common. */
export interface Draw {
  readonly own: Split;
  readonly other: Split;
}

const FAMILIES: readonly Split['family'][] = [
  { family: 'erlang', cv: 0.5 },
  { family: 'lognormal', cv: 0.5 },
  { family: 'exponential', cv: 1 },
  { family: 'deterministic', cv: 0 },
];

/** In the middle of everything: what is told where one number is wanted. */
export const MIDDLE: Split = {
  requestFactor: 1,
  byteFactor: 1,
  bounceShare: 0.5,
  hostShare: 0.5,
  farShare: 0.5,
  weightOf: () => 1,
  family: { family: 'erlang', cv: 0.5 },
};

/** Uniform along what nothing tells, lognormal within what is known, and every fourth draw with the same family. */
export function drawSplit(random: Random, index: number, errors: { readonly request: number; readonly byte: number }): Split {
  const weights = new Map(
    (Object.keys(PARAMETERS) as ParameterName[]).map((name) => {
      const { value, prior } = PARAMETERS[name];
      const [low, high] = prior.map((bound) => Math.log(Math.max(bound, value / 10) / value)) as [number, number];
      return [name, Math.exp(low + random.next() * (high - low))];
    }),
  );
  return {
    requestFactor: Math.exp(errors.request * normal(random)),
    byteFactor: Math.exp(errors.byte * normal(random)),
    bounceShare: random.next(),
    hostShare: random.next(),
    farShare: random.next(),
    weightOf: (name) => weights.get(name) ?? 1,
    family: FAMILIES[index % FAMILIES.length] as Split['family'],
  };
}

/** Box and Muller. */
export function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
}
