import { type Spectrum, spectrumOf, type WeightedDesign } from './collinearity.ts';
import { knownSums, readable, type Terms } from './combinations.ts';
import { boundsFromSums } from './merged-bounds.ts';

/** What the data say about one parameter. Parameters are costs, and none is negative. Intervals are 95 %. */
export type Knowledge<Name extends string> =
  | {
      readonly status: 'identified';
      readonly value: number;
      readonly low: number;
      readonly high: number;
      /** Null where the value is 0. */
      readonly relativeStandardError: number | null;
    }
  /** Only known together with others: any split of the combinations fits as well. */
  | {
      readonly status: 'merged';
      readonly with: readonly Name[];
      readonly combinations: readonly Combination<Name>[];
      /** What the outer ends of the combinations' intervals leave to it; `high` is null where nothing does. */
      readonly bound: { readonly low: number; readonly high: number | null };
    }
  /** No observation depends on it. */
  | { readonly status: 'unobserved' };

export interface Combination<Name extends string> extends Terms<Name> {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly relativeStandardError: number | null;
}

export interface Identification<Name extends string> {
  readonly rank: number;
  readonly singularValues: readonly number[];
  readonly conditionNumber: number;
  /** What can be added to the parameters without any effect on any observation. */
  readonly nullDirections: readonly Terms<Name>[];
  readonly parameters: Readonly<Record<Name, Knowledge<Name>>>;
  readonly combinations: readonly Combination<Name>[];
}

const THRESHOLDS = {
  /** Belsley, Kuh & Welsch (1980), 3.2: a weak direction degrades two or more estimates that owe it more than half of their variance. */
  varianceShare: 0.5,
  /** And it is harmful where their 95 % intervals reach zero: from then on the sign of the split is not known. */
  relativeStandardError: 0.5,
  /** 97.5 % point of the normal distribution; standard errors are given, not estimated from the residuals. */
  normal: 1.96,
} as const;

/**
 * Says of each parameter whether the design tells it apart from all others.
 * @param estimate fitted parameters; along null directions any point will do
 * @param errorScale factor on all standard errors, for residuals that are larger than they promise
 */
export function identify<Name extends string>(
  design: WeightedDesign<Name>,
  estimate: readonly number[],
  errorScale = 1,
): Identification<Name> {
  const names = design.parameters;
  const spectrum = spectrumOf(design);
  const errorOf = (factors: ReadonlyMap<number, number>): number =>
    errorScale * Math.sqrt(Math.max(0, variance(spectrum, factors)));
  const groups = groupsOf(mergingDirections(spectrum, estimate, errorScale));
  const combinations = groups.flatMap(({ members, directions }) =>
    knownSums(
      members.map((index) => names[index] as Name),
      directions.map((direction) => members.map((index) => direction[index] as number)),
    ).map((sum) => combinationOf(names, sum, estimate, errorOf)),
  );
  const bounds = boundsFromSums(
    names.length,
    combinations.map(({ terms, low, high }) => ({
      terms: terms.map((term) => ({ ...term, index: names.indexOf(term.parameter) })),
      low,
      high,
    })),
  );
  const knowledge = names.map((name, index): [Name, Knowledge<Name>] => {
    if (spectrum.unobserved.has(index)) return [name, { status: 'unobserved' }];
    const group = groups.find(({ members }) => members.includes(index));
    if (group === undefined) {
      return [name, { status: 'identified', ...intervalAround(estimate[index] as number, errorOf(new Map([[index, 1]]))) }];
    }
    const { low, high } = bounds[index] as { low: number; high: number };
    return [
      name,
      {
        status: 'merged',
        with: group.members.filter((member) => member !== index).map((member) => names[member] as Name),
        combinations: combinations.filter(({ terms }) => terms.some(({ parameter }) => parameter === name)),
        bound: { low, high: Number.isFinite(high) ? high : null },
      },
    ];
  });
  return {
    rank: spectrum.rank,
    singularValues: spectrum.singularValues,
    conditionNumber: spectrum.conditionNumber,
    nullDirections: spectrum.nullDirections.map((direction) => readable(names, direction)),
    parameters: Object.fromEntries(knowledge) as Record<Name, Knowledge<Name>>,
    combinations,
  };
}

/** Null directions, and weak ones that nobody should believe: without the parameters that take little part in them. */
function mergingDirections(
  { nullDirections, weakDirections, covariance }: Spectrum,
  estimate: readonly number[],
  errorScale: number,
): number[][] {
  const isVague = (index: number): boolean => {
    const standardError = errorScale * Math.sqrt(covariance[index]?.[index] ?? 0);
    return standardError > THRESHOLDS.relativeStandardError * (estimate[index] as number);
  };
  // Along a null direction the estimate is any point; how vague its terms are says nothing.
  const isFree = new Set(nullDirections.flatMap((direction) => [...direction.keys()].filter((index) => direction[index] !== 0)));
  const harmful = weakDirections.flatMap(({ direction, varianceShares }) => {
    const kept = direction.map((entry, index) => {
      const isHarmed = (varianceShares[index] as number) > THRESHOLDS.varianceShare && !isFree.has(index) && isVague(index);
      return isHarmed ? entry : 0;
    });
    return kept.filter((entry) => entry !== 0).length < 2 ? [] : [kept];
  });
  return [...nullDirections.map((direction) => [...direction]), ...harmful];
}

interface Group {
  /** Indices of parameters, ascending. */
  readonly members: readonly number[];
  readonly directions: readonly (readonly number[])[];
}

/** Directions that share a parameter belong together. */
function groupsOf(directions: readonly (readonly number[])[]): Group[] {
  let groups: Group[] = [];
  for (const direction of directions) {
    const members = [...direction.keys()].filter((index) => direction[index] !== 0);
    const touching = groups.filter((group) => group.members.some((member) => members.includes(member)));
    const all = new Set([...members, ...touching.flatMap((group) => group.members)]);
    const joined = {
      members: [...all].sort((a, b) => a - b),
      directions: [direction, ...touching.flatMap((group) => group.directions)],
    };
    groups = [...groups.filter((group) => !touching.includes(group)), joined];
  }
  return groups.sort((a, b) => (a.members[0] as number) - (b.members[0] as number));
}

function combinationOf<Name extends string>(
  names: readonly Name[],
  sum: Terms<Name>,
  estimate: readonly number[],
  errorOf: (factors: ReadonlyMap<number, number>) => number,
): Combination<Name> {
  const factors = new Map(sum.terms.map(({ parameter, factor }) => [names.indexOf(parameter), factor]));
  const value = [...factors].reduce((total, [index, factor]) => total + factor * (estimate[index] as number), 0);
  const isDifference = sum.terms.some(({ factor }) => factor < 0);
  return { ...sum, ...intervalAround(value, errorOf(factors), isDifference ? Number.NEGATIVE_INFINITY : 0) };
}

function variance({ covariance }: Spectrum, factors: ReadonlyMap<number, number>): number {
  let sum = 0;
  for (const [i, first] of factors) for (const [j, second] of factors) sum += first * second * (covariance[i]?.[j] ?? 0);
  return sum;
}

function intervalAround(
  value: number,
  standardError: number,
  least = 0,
): { value: number; low: number; high: number; relativeStandardError: number | null } {
  return {
    value,
    low: Math.max(least, value - THRESHOLDS.normal * standardError),
    high: value + THRESHOLDS.normal * standardError,
    relativeStandardError: value === 0 ? null : standardError / Math.abs(value),
  };
}
