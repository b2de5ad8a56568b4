import { type Random, shuffled } from '../core/random.ts';
import type { Evidence } from './design.ts';

const ROUNDS = 2000;
const PERCENTILE = 0.95;

export interface Relabelled {
  /** Of each cell: the ratio above 1 that nineteen of twenty labellings stay below. */
  readonly floors: readonly number[];
  /** Share of labellings in which the cells differ as much or more, all together: by the sum of the squares of what each differs. */
  readonly spreadChance: number;
  /** Share of labellings in which they lean to one side as much or more: by the sum with sign. */
  readonly leanChance: number;
}

/**
 * Labels mean nothing where both sides are one configuration: any other way of giving them out is as good. So the units (pairs by a coin
 * each, boots by shuffling) are labelled anew at random, the same for all cells, because cells share their units: a slow boot makes
 * all of its cells slow, and a test that took cells for independent would call that a bias.
 */
export function relabel(cells: readonly Evidence[], paired: boolean, random: Random): Relabelled {
  const units = unitsOf(cells);
  const logs = cells.map((cell) => logarithms(cell, units.numbers));
  const deal = paired ? coins : shuffledSides;
  const rounds = Array.from({ length: ROUNDS }, () => {
    const swapped = deal(units, random);
    return Float64Array.from(logs, (cell) => (paired ? pairedMean(cell, swapped) : differenceOfMeans(cell, swapped)));
  });
  const own = paired ? new Uint8Array(units.count) : units.isNew;
  const sizes = cells.map((_, cell) => Float64Array.from(rounds, (values) => Math.abs(values[cell] as number)).sort());
  // In units of what chance makes of each cell, or the noisiest would drown all others.
  const scales = sizes.map((sorted) => Math.sqrt(spread(sorted) / ROUNDS) || 1);
  const scaled = (values: Float64Array): Float64Array => values.map((value, cell) => value / (scales[cell] as number));
  const real = scaled(Float64Array.from(logs, (cell) => (paired ? pairedMean(cell, own) : differenceOfMeans(cell, own))));
  return {
    floors: sizes.map((sorted) => Math.exp(sorted[Math.ceil(PERCENTILE * ROUNDS) - 1] as number)),
    spreadChance: shareOf(rounds, (values) => spread(scaled(values)) >= spread(real)),
    leanChance: shareOf(rounds, (values) => lean(scaled(values)) >= lean(real)),
  };
}

function spread(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value * value, 0);
}

function lean(values: Float64Array): number {
  return Math.abs(values.reduce((sum, value) => sum + value, 0));
}

/** All units of all cells, numbered. */
interface Units {
  readonly numbers: ReadonlyMap<string, number>;
  readonly count: number;
  /** By number: 1 where the unit is of the new side; of pairs 0. */
  readonly isNew: Uint8Array;
}

function unitsOf(cells: readonly Evidence[]): Units {
  const base = new Set(cells.flatMap(({ baseIds }) => baseIds));
  const ids = [...new Set([...base, ...cells.flatMap(({ newIds }) => newIds)])];
  return {
    numbers: new Map(ids.map((id, index) => [id, index])),
    count: ids.length,
    isNew: Uint8Array.from(ids, (id) => (base.has(id) ? 0 : 1)),
  };
}

interface Logs {
  /** Of the units behind the values. */
  readonly baseUnits: Int32Array;
  readonly newUnits: Int32Array;
  readonly base: Float64Array;
  readonly new: Float64Array;
}

function logarithms({ base, new: candidate, baseIds, newIds }: Evidence, numbers: Units['numbers']): Logs {
  const numbered = (ids: readonly string[]): Int32Array => Int32Array.from(ids, (id) => numbers.get(id) as number);
  return {
    baseUnits: numbered(baseIds),
    newUnits: numbered(newIds),
    base: Float64Array.from(base, Math.log),
    new: Float64Array.from(candidate, Math.log),
  };
}

/** Mean of the differences of logarithms; a pair that is swapped counts the other way round. */
function pairedMean({ baseUnits, base, new: candidate }: Logs, swapped: Uint8Array): number {
  let sum = 0;
  for (let index = 0; index < base.length; index++) {
    const difference = (candidate[index] as number) - (base[index] as number);
    sum += swapped[baseUnits[index] as number] === 1 ? -difference : difference;
  }
  return sum / Math.max(1, base.length);
}

function differenceOfMeans({ baseUnits, newUnits, base, new: candidate }: Logs, isNew: Uint8Array): number {
  const sums = [0, 0];
  const counts = [0, 0];
  const take = (units: Int32Array, values: Float64Array): void => {
    for (let index = 0; index < values.length; index++) {
      const side = isNew[units[index] as number] as 0 | 1;
      sums[side] = (sums[side] as number) + (values[index] as number);
      counts[side] = (counts[side] as number) + 1;
    }
  };
  take(baseUnits, base);
  take(newUnits, candidate);
  return (sums[1] as number) / Math.max(1, counts[1] as number) - (sums[0] as number) / Math.max(1, counts[0] as number);
}

function coins({ count }: Units, random: Random): Uint8Array {
  return Uint8Array.from({ length: count }, () => random.below(2));
}

/** As many units on the new side as there are. */
function shuffledSides({ isNew }: Units, random: Random): Uint8Array {
  return Uint8Array.from(shuffled([...isNew], random));
}

/** The real labelling is one of those that could have been. */
function shareOf<T>(rounds: readonly T[], is: (values: T) => boolean): number {
  return (1 + rounds.filter(is).length) / (1 + rounds.length);
}
