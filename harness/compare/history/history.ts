import type { CellHistory, History, HistoryOrder, LeftOut, MachineHistory } from '../../core/history.ts';
import { CHANGE_POINTS, ChangePoints, neededFor } from '../../stats/change-points.ts';
import { AXES } from './axis.ts';
import { commonMoves } from './common-moves.ts';
import { type HistorySource, type PlacedRun, placed, seriesKey } from './history-source.ts';
import { levelRatio } from './level-ratio.ts';
import { machineSeries, type Unsearched, type UnsearchedMachine } from './machine-series.ts';

/** Runs in order, and which cells moved where. */
export function historyOf(
  sources: readonly HistorySource[],
  { by, leftOut }: { readonly by: HistoryOrder; readonly leftOut: LeftOut },
): History {
  const axis = AXES[by];
  const unsearched = [...bySeries(sources)].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, runs]) => machineSeries(runs, axis));
  const tests = unsearched.flatMap(({ series }) => series).filter(({ values }) => neededFor(values.length) === 0).length;
  const { seed, ...limits } = CHANGE_POINTS;
  const search = new ChangePoints({ ...limits, tests }, seed);
  const machines = unsearched.map((machine) => searched(machine, search));
  return {
    schemaVersion: 1,
    by,
    rule: { ...limits, tests, seed },
    machines,
    common: commonMoves(machines, axis),
    leftOut,
  };
}

function bySeries(sources: readonly HistorySource[]): Map<string, PlacedRun[]> {
  const groups = new Map<string, PlacedRun[]>();
  for (const run of sources.map(placed)) {
    const key = seriesKey(run);
    groups.set(key, [...(groups.get(key) ?? []), run]);
  }
  return groups;
}

function searched(machine: UnsearchedMachine, search: ChangePoints): MachineHistory {
  return { ...machine, series: machine.series.map((series) => searchedCell(series, search)) };
}

function searchedCell(series: Unsearched, search: ChangePoints): CellHistory {
  const { points, values } = series;
  const needed = neededFor(values.length);
  if (needed > 0) return { ...series, verdict: 'too-few', needed, changes: [] };
  const changes = search.in(values).map(({ at, from, to, p, pAdjusted }) => ({
    before: points[at - 1] as number,
    after: points[at] as number,
    ...levelRatio(values.slice(from, at), values.slice(at, to)),
    p,
    pAdjusted,
  }));
  return { ...series, verdict: changes.length > 0 ? 'moved' : 'no-change-found', needed: 0, changes };
}
