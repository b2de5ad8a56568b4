import { type LevelShift, levelShifts } from './level-shift.ts';
import { median } from './median.ts';
import { NullShifts } from './null-shifts.ts';

/** A place where the level of a series changed. */
export interface ChangePoint {
  /** Of the first value behind the change. */
  readonly at: number;
  /** First value of the level before, and the place after the last one of the level behind: the next changes, or the ends. */
  readonly from: number;
  readonly to: number;
  /** Of a shift that explains as much, somewhere in the stretch that it was found in, by chance. */
  readonly p: number;
  /** For all series of the report and all stretches of this one; a change is told where it is at most alpha. */
  readonly pAdjusted: number;
}

export interface ChangePointOptions {
  /** Chance of one or more false changes in all series together. */
  readonly alpha: number;
  /** How many series are looked at. */
  readonly tests: number;
  /** Values on either side of a change: fewer than four could be slow boots that happened to be neighbours. */
  readonly fewest: number;
  /** Relative: 0.03 is a change of 3 % of the median, in either direction; less is of no use to anybody. */
  readonly smallest: number;
}

export const CHANGE_POINTS = { alpha: 0.05, fewest: 4, smallest: 0.03, seed: 1 } as const;

/** Looks for changes in many series with the same options: what is simulated for one is used for all. */
export class ChangePoints {
  readonly #options: ChangePointOptions;
  readonly #null: NullShifts;

  constructor(options: ChangePointOptions, seed: number = CHANGE_POINTS.seed) {
    this.#options = options;
    this.#null = new NullShifts({ fewest: options.fewest, seed });
  }

  /** Positive costs in order. In order of place; empty also where the series is too short to tell: {@link neededFor}. */
  in(values: readonly number[]): ChangePoint[] {
    const found = this.#split(values.map(Math.log), { from: 0, to: values.length, parts: 1, parent: 0 });
    return found.map(({ at, p, pAdjusted }, index) => ({
      at,
      from: found[index - 1]?.at ?? 0,
      to: found[index + 1]?.at ?? values.length,
      p,
      pAdjusted,
    }));
  }

  /**
   * Segmentation from the top. The parts of a stretch share its error: one of k parts is tested at a k-th of its level, and because the
   * final stretches of a series are the leaves of a tree, whose shares sum to 1, a series as a whole takes alpha / tests and no more.
   */
  #split(logs: readonly number[], { from, to, parts, parent }: Stretch): Found[] {
    const stretch = logs.slice(from, to);
    const { step, bump } = levelShifts(stretch, this.#options.fewest);
    // A step that suffices is told as one: a bump always explains a little more.
    const found = this.#believed(stretch, step, { parts, parent }) ?? this.#believed(stretch, bump, { parts, parent });
    if (found === null) return [];
    const changes = found.at.map((at): Found => ({ at: from + at, p: found.p, pAdjusted: found.pAdjusted }));
    const edges = [from, ...changes.map(({ at }) => at), to];
    const inner = edges.slice(0, -1).map((start, index) =>
      this.#split(logs, {
        from: start,
        to: edges[index + 1] as number,
        parts: parts * (edges.length - 1),
        parent: found.pAdjusted,
      }),
    );
    return inner.flatMap((list, index) => [...list, ...changes.slice(index, index + 1)]);
  }

  /** With those of its places at which the level changes by enough; null where there is none, or chance could have made it. */
  #believed(
    stretch: readonly number[],
    shift: LevelShift | null,
    { parts, parent }: Pick<Stretch, 'parts' | 'parent'>,
  ): Believed | null {
    if (shift === null) return null;
    const { alpha, tests, smallest } = this.#options;
    const p = this.#null.p(stretch.length, shift);
    const pAdjusted = Math.min(1, Math.max(parent, p * tests * parts));
    if (pAdjusted > alpha) return null;
    const edges = [0, ...shift.at, stretch.length];
    const levels = edges.slice(0, -1).map((start, index) => median(stretch.slice(start, edges[index + 1])));
    const at = shift.at.filter((_, index) => {
      const size = (levels[index + 1] as number) - (levels[index] as number);
      return Math.abs(size) >= Math.log(1 + smallest);
    });
    return at.length === 0 ? null : { at, p, pAdjusted };
  }
}

/** How many more values a series needs before a change in it can be seen at all. */
export function neededFor(n: number, fewest: number = CHANGE_POINTS.fewest): number {
  return Math.max(0, 2 * fewest - n);
}

interface Stretch {
  readonly from: number;
  readonly to: number;
  /** The stretch is tested at this part of the series' level: 1 for the whole. */
  readonly parts: number;
  /** Adjusted p of what led here, which must be believed first. */
  readonly parent: number;
}

interface Believed {
  readonly at: readonly number[];
  readonly p: number;
  readonly pAdjusted: number;
}

type Found = Pick<ChangePoint, 'at' | 'p' | 'pAdjusted'>;
