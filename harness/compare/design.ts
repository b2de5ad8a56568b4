import type { Design } from '../core/comparison.ts';
import { pairedUnitsToTest } from '../stats/fewest-units.ts';
import { medianOfSorted } from '../stats/median.ts';
import { type Boot, bootValue, type SideSeries } from './units.ts';

/** Values of both sides that a test may take as its evidence: pairs by position, or two samples. */
export interface Evidence {
  readonly base: readonly number[];
  readonly new: readonly number[];
  /** Boots, or blocks in boots; of a pair that of its base. */
  readonly baseIds: readonly string[];
  readonly newIds: readonly string[];
}

/** The same for all cells of a report, and chosen by what was measured when: never by a value. */
export type Plan = Pick<Design, 'units' | 'paired' | 'test'>;

/** Which units a cell has, before anybody decides how they are tested. */
export interface Layout {
  readonly shared: 'all' | 'some' | 'none';
  /** Boots on both sides where there are some; else pairs of neighbours in time, null where they do not alternate. */
  readonly pairs: number | null;
  /** Of boots that both sides have: pairs of blocks in them. */
  readonly blocks: number;
  readonly base: number;
  readonly new: number;
}

/**
 * With just enough pairs a sign-flip test succeeds only when all of them agree, where Mann–Whitney has room: boots that alternate are
 * tested as pairs from so many more on. docs/statistics-study.md has the power of both.
 */
const SPARE_PAIRS = 4;

/**
 * Boots are the unit wherever the sides have none in common, or enough of them in common to be tested; else blocks. Pairs are tested as
 * pairs when there are enough for `tests` cells, because neighbours share what drifts; else as two samples, which interleaving only
 * makes more careful.
 */
export function planFor(cells: readonly Layout[], tests: number, alpha: number): Plan {
  const [most] = cells.toSorted((a, b) => b.base + b.new - (a.base + a.new));
  if (most === undefined) return { units: 'boots', paired: false, test: 'mann-whitney' };
  const enough = pairedUnitsToTest(Math.max(1, tests), alpha);
  const suffices = (pairs: number | null): boolean => pairs !== null && pairs >= enough;
  if (cells.some(({ shared }) => shared !== 'none')) {
    // Blocks can show more than boots, and only of these boots: they are the unit where boots alone could show nothing.
    const areBoots = most.shared === 'all' && (suffices(most.pairs) || (!suffices(most.blocks) && (most.pairs ?? 0) > 1));
    return { units: areBoots ? 'boots' : 'blocks', paired: true, test: 'sign-flip' };
  }
  return most.pairs !== null && most.pairs >= enough + SPARE_PAIRS
    ? { units: 'boots', paired: true, test: 'sign-flip' }
    : { units: 'boots', paired: false, test: 'mann-whitney' };
}

export function layoutOf(base: SideSeries, candidate: SideSeries): Layout {
  const common = [...base.boots.keys()].filter((id) => candidate.boots.has(id)).length;
  const counts = { base: base.boots.size, new: candidate.boots.size };
  if (common > 0) {
    const isAll = common === counts.base && common === counts.new;
    return { shared: isAll ? 'all' : 'some', pairs: common, blocks: commonBlocks(base, candidate).length, ...counts };
  }
  return { shared: 'none', pairs: neighbours(base, candidate)?.length ?? null, blocks: 0, ...counts };
}

export function evidenceFor({ units, paired }: Plan, base: SideSeries, candidate: SideSeries): Evidence {
  if (units === 'blocks') return fromPairs(commonBlocks(base, candidate));
  if (!paired) return fromBoots([...base.boots.values()], [...candidate.boots.values()]);
  const common = [...base.boots.values()].filter(({ id }) => candidate.boots.has(id));
  if (common.length > 0)
    return fromBoots(
      common,
      common.map(({ id }) => candidate.boots.get(id) as Boot),
    );
  const pairs = neighbours(base, candidate) ?? [];
  return fromBoots(
    pairs.map(([one]) => one),
    pairs.map(([, other]) => other),
  );
}

function fromBoots(base: readonly Boot[], candidate: readonly Boot[]): Evidence {
  return {
    base: base.map(bootValue),
    new: candidate.map(bootValue),
    baseIds: base.map(({ id }) => id),
    newIds: candidate.map(({ id }) => id),
  };
}

interface Pair {
  readonly id: string;
  readonly base: number;
  readonly new: number;
}

function fromPairs(pairs: readonly Pair[]): Evidence {
  const ids = pairs.map(({ id }) => id);
  return { base: pairs.map((pair) => pair.base), new: pairs.map((pair) => pair.new), baseIds: ids, newIds: ids };
}

function commonBlocks(base: SideSeries, candidate: SideSeries): Pair[] {
  const pairs: Pair[] = [];
  for (const [id, boot] of base.boots) {
    const other = candidate.boots.get(id)?.blocks;
    for (const [block, values] of boot.blocks) {
      const partner = other?.get(block);
      if (partner !== undefined) pairs.push({ id: `${id} ${block}`, base: medianOfSorted(values), new: medianOfSorted(partner) });
    }
  }
  return pairs;
}

/** Boots that alternate in time: the first two are a pair, the next two, and so on, each with one of either side. */
function neighbours(base: SideSeries, candidate: SideSeries): (readonly [Boot, Boot])[] | null {
  const all = [
    ...[...base.boots.values()].map((boot) => ({ boot, isBase: true })),
    ...[...candidate.boots.values()].map((boot) => ({ boot, isBase: false })),
  ].toSorted((a, b) => (a.boot.startedAt < b.boot.startedAt ? -1 : 1));
  if (all.length % 2 === 1) return null;
  const pairs: (readonly [Boot, Boot])[] = [];
  for (let index = 0; index < all.length; index += 2) {
    const [one, other] = [all[index], all[index + 1]];
    if (one === undefined || other === undefined || one.isBase === other.isBase) return null;
    pairs.push(one.isBase ? [one.boot, other.boot] : [other.boot, one.boot]);
  }
  return pairs;
}
