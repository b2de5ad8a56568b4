import { PROBE_COSTS, type ProbeCost } from './probe-design.ts';
import { REQUEST_GROUPS, type RequestGroup } from './request-groups.ts';
import { robustFit } from './robust-fit.ts';

type Rows = readonly (readonly number[])[];

/** What a cost is taken to be until its own cells say otherwise, as a row of the fit. */
export interface ExpectedRow {
  readonly row: readonly number[];
  readonly value: number;
  readonly error: number;
}

/** Moving data asks little of the far side beside its bytes; names, descriptors and directories ask more. */
const POOL_OF: Readonly<Record<RequestGroup, Pool>> = {
  lookup: 'names',
  renewal: 'names',
  open: 'names',
  change: 'names',
  list: 'names',
  flush: 'names',
  read: 'data',
  write: 'data',
};
const POOLS = ['names', 'data'] as const;
type Pool = (typeof POOLS)[number];

const SPREAD = {
  /** Between the pools, relative: they may differ by as much as they cost. */
  pools: 1,
  /** Of the part of a file system in memory. */
  control: 0.5,
  /** Between types of requests in one pool. */
  groups: 0.5,
  /** How many renewals the timed calls made, over what others made. */
  renewals: 1,
} as const;

/**
 * Of a request, by the order of magnitude that its prior has beside one. Components and mappings come in step with requests, so that cells
 * can hardly tell them apart: what is left open is a request's.
 */
const SHARES: Readonly<Partial<Record<ProbeCost, { readonly share: number; readonly spread: number }>>> = {
  call: { share: 0.1, spread: 0.5 },
  component: { share: 0.05, spread: 0.1 },
  entry: { share: 0.02, spread: 0.02 },
  m_map: { share: 0.01, spread: 0.02 },
};

const groupOf = (cost: ProbeCost): RequestGroup | null => REQUEST_GROUPS.find((group) => cost === `r_${group}`) ?? null;

/** Requests of all groups are first taken to cost the same, then those of each pool; that is what each group's cost is drawn to. */
export function expectedCosts(all: Rows, latencies: readonly number[], standardErrors: readonly number[]): ExpectedRow[] {
  // Calls that hardly ask for anything say nothing of what a request costs, and much of what a call does.
  const asking = all.flatMap((row, index) => (requestsIn(row) < LEAST_REQUESTS ? [] : [index]));
  const rows = asking.map((index) => all[index] as readonly number[]);
  const target = asking.map((index) => latencies[index] as number);
  const errors = asking.map((index) => standardErrors[index] as number);
  if (rows.length === 0) return [];
  const common = pooled(rows, target, errors, null).names;
  if (common === 0) return [];
  const pools = pooled(rows, target, errors, common);
  return PROBE_COSTS.flatMap((cost, column): ExpectedRow[] => {
    const row = PROBE_COSTS.map((_, other) => (other === column ? 1 : 0));
    const group = groupOf(cost);
    if (group !== null) {
      const value = pools[POOL_OF[group]];
      return [{ row, value, error: (group === 'renewal' ? SPREAD.renewals : SPREAD.groups) * Math.max(value, common) }];
    }
    if (cost === 'control' || cost === 'control_data') return [{ row, value: 1, error: SPREAD.control }];
    const expected = SHARES[cost];
    return expected === undefined ? [] : [{ row, value: expected.share * common, error: expected.spread * common }];
  });
}

const LEAST_REQUESTS = 0.5;

function requestsIn(row: readonly number[]): number {
  return PROBE_COSTS.reduce((sum, cost, column) => {
    const group = groupOf(cost);
    return group === null || group === 'renewal' ? sum : sum + (row[column] as number);
  }, 0);
}

/** One column for the requests of each pool, or of both, with whatever is expected to cost a share of one. */
function pooled(
  rows: Rows,
  target: readonly number[],
  errors: readonly number[],
  common: number | null,
): Readonly<Record<Pool, number>> {
  const columnOf = (cost: ProbeCost): number | null => {
    const group = groupOf(cost);
    if (group === null) return SHARES[cost] === undefined ? null : 0;
    return common === null ? 0 : POOLS.indexOf(POOL_OF[group]);
  };
  const others = PROBE_COSTS.flatMap((cost, column) => (columnOf(cost) === null ? [column] : []));
  const joined = rows.map((row) => {
    const sums = POOLS.map(() => 0);
    PROBE_COSTS.forEach((cost, column) => {
      const pool = columnOf(cost);
      if (pool !== null) sums[pool] = (sums[pool] as number) + (row[column] as number) * (SHARES[cost]?.share ?? 1);
    });
    return [...sums, ...others.map((column) => row[column] as number)];
  });
  const width = POOLS.length + others.length;
  const draws =
    common === null ? [] : POOLS.map((_, pool) => Array.from({ length: width }, (_entry, at) => (at === pool ? 1 : 0)));
  const [names = 0, data = 0] = robustFit(
    [...joined, ...draws],
    [...target, ...draws.map(() => common ?? 0)],
    [...errors, ...draws.map(() => SPREAD.pools * (common ?? 0))],
  );
  return { names, data };
}
