import { workKey } from '../../core/cell.ts';
import type { CellHistory, CommonMove, HistoryPoint, MachineHistory } from '../../core/history.ts';
import type { Axis } from './axis.ts';

interface Move {
  readonly machine: string;
  readonly series: CellHistory;
  readonly direction: CommonMove['direction'];
  readonly ratio: number;
  readonly after: HistoryPoint;
  readonly before: HistoryPoint;
}

/** Moves of the same work over the same transport, in the same direction, whose places have a stretch in common. */
export function commonMoves(machines: readonly MachineHistory[], axis: Axis): CommonMove[] {
  const works = new Map<string, { moves: Move[]; searched: Set<string> }>();
  for (const { machine, points, series: list } of machines) {
    for (const series of list) {
      if (series.verdict === 'too-few') continue;
      const key = `${workKey(series)}\u0000${series.transport}`;
      const work = works.get(key) ?? { moves: [], searched: new Set() };
      works.set(key, work);
      work.searched.add(machine);
      work.moves.push(...movesOf(machine, series, points));
    }
  }
  return [...works.values()].flatMap(({ moves, searched }) =>
    (['slower', 'faster'] as const)
      .flatMap((direction) =>
        clusters(
          moves.filter((move) => move.direction === direction),
          axis,
        ),
      )
      .filter((cluster) => machinesOf(cluster).length > 1)
      .map((cluster) => told(cluster, searched.size, axis)),
  );
}

function movesOf(machine: string, series: CellHistory, points: readonly HistoryPoint[]): Move[] {
  return series.changes.map(({ ratio, before, after }) => ({
    machine,
    series,
    direction: ratio > 1 ? 'slower' : 'faster',
    ratio,
    after: points[before] as HistoryPoint,
    before: points[after] as HistoryPoint,
  }));
}

/**
 * From the earliest end on, every move that has begun before that end: the fewest causes that explain all moves. A move inside one
 * version has no other version between its ends, and goes only with others inside that version.
 */
function clusters(moves: readonly Move[], { compare }: Axis): Move[][] {
  const isInside = ({ after, before }: Move): boolean => compare(after, before) === 0;
  const grouped = (list: readonly Move[], fits: (move: Move, end: HistoryPoint) => boolean): Move[][] => {
    const found: Move[][] = [];
    for (const move of list.toSorted((a, b) => compare(a.before, b.before))) {
      const cluster = found.at(-1);
      const end = cluster?.[0]?.before;
      if (cluster !== undefined && end !== undefined && fits(move, end)) cluster.push(move);
      else found.push([move]);
    }
    return found;
  };
  return [
    ...grouped(
      moves.filter((move) => !isInside(move)),
      (move, end) => compare(move.after, end) < 0,
    ),
    ...grouped(moves.filter(isInside), (move, end) => compare(move.before, end) === 0),
  ];
}

function told(cluster: readonly Move[], searched: number, { label, compare }: Axis): CommonMove {
  const [first] = cluster;
  if (first === undefined) throw new RangeError('a common move of no machine');
  const { workload, preset, phase, operation, transport, concurrency, cacheState } = first.series;
  const after = cluster.map((move) => move.after).reduce((latest, point) => (compare(point, latest) > 0 ? point : latest));
  const ratios = cluster.map(({ ratio }) => ratio);
  return {
    ...{ workload, preset, phase, operation, transport, concurrency, cacheState },
    direction: first.direction,
    machines: machinesOf(cluster),
    searched,
    between: { after: label(after), before: label(first.before) },
    ratios: { least: Math.min(...ratios), most: Math.max(...ratios) },
  };
}

function machinesOf(cluster: readonly Move[]): string[] {
  return [...new Set(cluster.map(({ machine }) => machine))].sort();
}
