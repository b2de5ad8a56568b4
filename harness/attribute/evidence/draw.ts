import type { Random } from '../../core/random.ts';
import { median } from '../../stats/median.ts';
import type { BlockTimes, BootEvidence, States, TracedPass } from './cell-evidence.ts';
import { meanTimes, type PartTimes } from './part-times.ts';

/** The evidence of one cell, condensed to one figure each: as measured, or as drawn again with replacement. */
export interface Drawn {
  readonly ns: number;
  readonly onCpuNs: number | null;
  readonly runQueueNs: number | null;
  readonly userNs: number | null;
  readonly systemNs: number | null;
  /** Null without a timeline. */
  readonly traced: Traced | null;
}

export interface Traced {
  readonly times: PartTimes;
  readonly events: PartTimes;
  readonly states: States | null;
}

/** Chooses `count` of `count` things: all, each once, or as many with replacement. */
export type Choice = (count: number) => readonly number[];

/** What is drawn anew, and what is taken as it is. */
export interface Choices {
  readonly boots: Choice;
  readonly blocks: Choice;
  readonly passes: Choice;
}

const ALL: Choice = (count) => Array.from({ length: count }, (_, index) => index);

/** As many, with replacement. */
export function again(random: Random): Choice {
  return (count) => Array.from({ length: count }, () => random.below(count));
}

export const EVERYTHING: Choices = { boots: ALL, blocks: ALL, passes: ALL };

/** Of everything that repeats. */
export function redrawn(random: Random): Choices {
  const choice = again(random);
  return { boots: choice, blocks: choice, passes: choice };
}

/** So many times is drawn what others are held against: each of them draws from these again. */
export const COMPARED_DRAWS = 60;

/**
 * Median over the blocks of each boot, then over boots; the mean over all passes of the chosen boots, because their bands are sums.
 */
export function drawn(boots: readonly BootEvidence[], choose: Choices): Drawn {
  const chosen = choose.boots(boots.length).map((index) => boots[index] as BootEvidence);
  const blocks = chosen.map(({ blocks: all }) => choose.blocks(all.length).map((index) => all[index] as BlockTimes));
  const middle = (of: (block: BlockTimes) => number | null): number | null => {
    const medians = blocks.map((boot) => medianOrNull(boot.map(of)));
    return medianOrNull(medians);
  };
  const passes = chosen.flatMap(({ passes: all }) => {
    const withTimeline = all.filter(({ timeline }) => timeline !== null);
    return choose.passes(withTimeline.length).map((index) => withTimeline[index] as TracedPass);
  });
  return {
    ns: middle(({ ns }) => ns) ?? 0,
    onCpuNs: middle(({ onCpuNs }) => onCpuNs),
    runQueueNs: middle(({ runQueueNs }) => runQueueNs),
    userNs: middle(({ userNs }) => userNs),
    systemNs: middle(({ systemNs }) => systemNs),
    traced: tracedOf(passes),
  };
}

function tracedOf(passes: readonly TracedPass[]): Traced | null {
  const timelines = passes.flatMap(({ timeline }) => timeline ?? []);
  if (timelines.length === 0) return null;
  return {
    times: meanTimes(timelines.map(({ all }) => all.times)),
    events: meanTimes(timelines.map(({ events }) => events)),
    states: meanStates(timelines.map(({ states }) => states)),
  };
}

function meanStates(all: readonly (States | null)[]): States | null {
  const known = all.filter((states) => states !== null);
  if (known.length < all.length) return null;
  return {
    onCpu: meanTimes(known.map(({ onCpu }) => onCpu)),
    runnable: meanTimes(known.map(({ runnable }) => runnable)),
    asleep: meanTimes(known.map(({ asleep }) => asleep)),
  };
}

/** Null as soon as one is missing: the rest is not what was measured. Asked for a million times, mostly of one value or of none. */
function medianOrNull(values: readonly (number | null)[]): number | null {
  const [first = null] = values;
  if (values.length === 1 || first === null) return first;
  const known = values.filter((value) => value !== null);
  return known.length < values.length ? null : median(known);
}
