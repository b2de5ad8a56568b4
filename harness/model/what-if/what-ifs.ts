import { randomFor } from '../../core/random.ts';
import { type ShapleyShare, shapleyShares } from '../../stats/shapley.ts';
import { applicableChanges, CHANGES, type ChangeId } from './changes.ts';
import { type KnownMount, Latencies, type WorkSequence } from './latency.ts';
import { type Draw, drawSplit, MIDDLE, normal } from './split.ts';

/** Of the measured latency, in ns; negative is faster. */
export interface Effect {
  readonly id: ChangeId;
  readonly title: string;
  readonly changeNs: number;
  /** 95 % of the draws. */
  readonly lowNs: number;
  readonly highNs: number;
  /** Null where nothing else applies. */
  readonly shapley: Omit<ShapleyShare<ChangeId>, 'layer'> | null;
}

export interface MeasuredWork {
  readonly works: WorkSequence;
  readonly measuredNs: number;
  /** `works` are all of what was measured, or only its requests. */
  readonly isWhole: boolean;
  /** The same on what would take the mount's place; null where nobody measured it. */
  readonly replaced: { readonly measuredNs: number /** One standard error, relative. */; readonly error: number } | null;
}

export interface Drawing {
  readonly draws: number;
  readonly seed: number;
}

/** A model that misses more than this factor is not taken to speak of all that was measured. */
const TRUSTED_FACTOR = 2;

const NOTHING: ReadonlySet<ChangeId> = new Set();
const REPLACED: ReadonlySet<ChangeId> = new Set(['other-transport']);

/**
 * What each change would do to an operation, alone and beside the others. Base and changes share their random numbers. Intervals: over
 * draws within the errors of what was fitted, along what no data can tell, and over families of distributions.
 */
export function effectsOn(work: MeasuredWork, mount: KnownMount, other: KnownMount | null, { draws, seed }: Drawing): Effect[] {
  const { works, measuredNs, replaced } = work;
  const latencies = new Latencies(mount, other, seed);
  const middle: Draw = { own: MIDDLE, other: MIDDLE };
  const explainedNs = explained(work, latencies.of(works, NOTHING, middle));
  const change = (made: ReadonlySet<ChangeId>, draw: Draw, noise: number): number => {
    const latency = latencies.of(works, made, draw);
    if (replaced !== null && made.has('other-transport')) {
      // Measured needs no model; only what comes on top of it does.
      const there = replaced.measuredNs * Math.exp(Math.sqrt(Math.log1p(replaced.error ** 2)) * noise);
      return (there * latency) / latencies.of(works, REPLACED, draw) - measuredNs;
    }
    return Math.max(-measuredNs, (latency / latencies.of(works, NOTHING, draw) - 1) * explainedNs);
  };
  const ids = applicableChanges(mount.facts, other?.facts ?? null);
  const shares = ids.length > 1 ? shapleyShares(ids, (made) => change(made, middle, 0)) : [];
  const drawn = Array.from({ length: draws }, (_, index) => ({
    draw: {
      own: drawSplit(randomFor(seed, 'own', index), index, errorsOf(works, mount)),
      other: drawSplit(randomFor(seed, 'other', index), index, errorsOf(works, other ?? mount)),
    },
    noise: normal(randomFor(seed, 'replaced', index)),
  }));
  return ids.map((id): Effect => {
    const only = new Set([id]);
    const changeNs = change(only, middle, 0);
    const spread = spreadOf([changeNs, ...drawn.map(({ draw, noise }) => change(only, draw, noise))]);
    const share = shares.find(({ layer }) => layer === id);
    const shapley = share === undefined ? null : { share: share.share, firstIn: share.firstIn, lastIn: share.lastIn };
    return { id, title: CHANGES[id].title(mount.facts), changeNs, ...spread, shapley };
  });
}

/** Of what was measured, the part that scales with the model. */
function explained({ measuredNs, isWhole }: MeasuredWork, modelledNs: number): number {
  if (!isWhole) return Math.min(measuredNs, modelledNs);
  const factor = measuredNs / modelledNs;
  return modelledNs * Math.min(TRUSTED_FACTOR, Math.max(1 / TRUSTED_FACTOR, factor));
}

function errorsOf(works: WorkSequence, mount: KnownMount): { request: number; byte: number } {
  const known = works.map(({ work }) => mount.knownFor(work));
  return {
    request: Math.max(0, ...known.map(({ requestError }) => requestError)),
    byte: Math.max(0, ...known.map(({ byteError }) => byteError)),
  };
}

const OUTSIDE = 0.025;

function spreadOf(values: readonly number[]): { lowNs: number; highNs: number } {
  const sorted = values.toSorted((a, b) => a - b);
  const skipped = Math.floor(OUTSIDE * sorted.length);
  return { lowNs: sorted[skipped] as number, highNs: sorted[sorted.length - 1 - skipped] as number };
}
