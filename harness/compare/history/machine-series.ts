import { type Cell, cellKey } from '../../core/cell.ts';
import type { HistoryPoint, HistoryRun, MachineHistory } from '../../core/history.ts';
import { METRICS, PRIMARY_METRICS } from '../../core/sample.ts';
import { median } from '../../stats/median.ts';
import type { RunSeries } from '../units.ts';
import { type Axis, inOrder } from './axis.ts';
import type { PlacedRun } from './history-source.ts';

/** A cell before it was searched. */
export type Unsearched = Omit<MachineHistory['series'][number], 'verdict' | 'needed' | 'changes'>;

export interface UnsearchedMachine extends Omit<MachineHistory, 'series'> {
  readonly series: readonly Unsearched[];
}

/** All `runs` have the same {@link seriesKey}, and there is at least one. */
export function machineSeries(runs: readonly PlacedRun[], axis: Axis): UnsearchedMachine {
  const inTime = runs.toSorted((a, b) => (a.record.startedAt < b.record.startedAt ? -1 : 1));
  const [first] = inTime;
  if (first === undefined) throw new RangeError('a machine without runs');
  const boots = bootsOf(inTime);
  const points = [...boots].toSorted(([, a], [, b]) => inOrder(axis)(a, b));
  const indexOf = new Map(points.map(([boot], index) => [boot, index]));
  return {
    machine: first.record.machineId,
    emulated: first.emulated,
    setting: first.setting,
    runs: inTime.map((run) => listed(run, indexOf)).toSorted(inOrder(axis)),
    points: points.map(([, point]) => point),
    series: cellsOf(inTime).map((list) => unsearched(list, indexOf)),
  };
}

/** By the name that a comparison gives a boot: a kernel that does not tell is known by its run. */
function bootsOf(inTime: readonly PlacedRun[]): Map<string, HistoryPoint> {
  const boots = new Map<string, HistoryPoint>();
  for (const run of inTime) {
    const { record, kernel, wsl } = run;
    for (const bootId of bootIdsOf(run)) {
      const name = bootId ?? record.id;
      const point = boots.get(name) ?? { bootId, runs: [], startedAt: record.startedAt, kernel, wsl };
      boots.set(name, { ...point, runs: [...point.runs, record.id] });
    }
  }
  return boots;
}

/** With a value. */
function bootIdsOf({ series }: PlacedRun): Set<string | null> {
  const found = new Set<string | null>();
  for (const { boots, bootIds, metric } of series)
    if (PRIMARY_METRICS.includes(metric)) for (const boot of new Set(boots)) found.add(bootIds[boot] ?? null);
  return found;
}

function listed(run: PlacedRun, indexOf: ReadonlyMap<string, number>): HistoryRun {
  const { record, dir, kernel, wsl, conditions } = run;
  const points = [...bootIdsOf(run)].map((bootId) => indexOf.get(bootId ?? record.id)).filter((index) => index !== undefined);
  return { id: record.id, dir, status: record.status, startedAt: record.startedAt, kernel, wsl, conditions, points };
}

/** Latency stands for a cell that has it, elapsed for the others. */
function cellsOf(inTime: readonly PlacedRun[]): RunSeries[][] {
  const cells = new Map<string, RunSeries[]>();
  for (const { record, series } of inTime) {
    for (const one of series) {
      if (!PRIMARY_METRICS.includes(one.metric)) continue;
      const key = cellKey(one.cell);
      const list = cells.get(key);
      if (list === undefined) cells.set(key, [{ record, series: one }]);
      else list.push({ record, series: one });
    }
  }
  return [...cells]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, list]) => {
      const metric = PRIMARY_METRICS.find((name) => list.some(({ series }) => series.metric === name));
      return list.filter(({ series }) => series.metric === metric);
    });
}

function unsearched(list: readonly RunSeries[], indexOf: ReadonlyMap<string, number>): Unsearched {
  const { cell, metric } = (list[0] as RunSeries).series;
  const values = [...valuesByBoot(list)]
    .map(([boot, all]) => ({ point: indexOf.get(boot) as number, value: median(all) }))
    .sort((a, b) => a.point - b.point);
  return {
    ...identity(cell),
    metric,
    unit: METRICS[metric].unit,
    points: values.map(({ point }) => point),
    values: values.map(({ value }) => value),
  };
}

/** Without the blocks that `gather` keeps apart: a history of many runs has a million of them, and needs none. */
function valuesByBoot(list: readonly RunSeries[]): Map<string, Float64Array> {
  const parts = new Map<string, Float64Array>();
  for (const { record, series } of list) {
    const { values, boots, bootIds } = series;
    for (let from = 0, to = 0; from < values.length; from = to) {
      while (to < values.length && boots[to] === boots[from]) to++;
      const boot = bootIds[boots[from] as number] ?? record.id;
      parts.set(boot, joined(parts.get(boot), values.subarray(from, to)));
    }
  }
  return parts;
}

function joined(before: Float64Array | undefined, more: Float64Array): Float64Array {
  if (before === undefined) return more;
  const all = new Float64Array(before.length + more.length);
  all.set(before);
  all.set(more, before.length);
  return all;
}

function identity({ workload, preset, phase, operation, target, transport, concurrency, cacheState }: Cell): Cell {
  return { workload, preset, phase, operation, target, transport, concurrency, cacheState };
}
