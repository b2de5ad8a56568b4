import type { CellHistory, CommonMove, HistoryOrder, HistoryPoint, LevelChange, MachineHistory } from '../core/history.ts';
import { versionParts } from '../core/version-order.ts';
import { bold } from './colour.ts';
import { formatNs, formatRatio } from './format.ts';
import { sparkline } from './sparkline.ts';
import { type Column, table } from './table.ts';
import { terminalText } from './terminal-text.ts';

/** Beside six columns of figures in a terminal of 130. */
const SPARKLINE_WIDTH = 24;

/** One per workload, thread count and cache state, as the tables of a run. */
export function cellTables({ points }: MachineHistory, cells: readonly CellHistory[], by: HistoryOrder): string[] {
  const titles = [...new Set(cells.map(heading))];
  return titles.map((title) => {
    const rows = cells.filter((cell) => heading(cell) === title).flatMap((cell) => rowsOf(cell, points, by));
    return `${bold(terminalText(title))}\n${table(
      CELL_COLUMNS,
      rows.map((row) => row.map(terminalText)),
    )}`;
  });
}

const CELL_COLUMNS: readonly Column[] = [
  { title: 'phase', align: 'left' },
  { title: 'target', align: 'left' },
  { title: 'boots', align: 'right' },
  { title: '', align: 'left' },
  { title: 'first', align: 'right' },
  { title: 'last', align: 'right' },
  { title: 'moved', align: 'left' },
  { title: 'at boot', align: 'right' },
  { title: 'between', align: 'left' },
  { title: 'p', align: 'right' },
];

/** One for each change; what belongs to the cell stands in the first. */
function rowsOf(cell: CellHistory, points: readonly HistoryPoint[], by: HistoryOrder): string[][] {
  const breaks = cell.changes.map(({ after }) => cell.points.indexOf(after));
  const cost = (value: number | undefined): string => (value === undefined ? '' : formatNs(value));
  const [first = [verdictText(cell)], ...others] = cell.changes.map((change) => changeColumns(change, points, by));
  const own = [
    stepName(cell),
    targetName(cell),
    `${cell.points.length}`,
    sparkline(cell.values, { width: SPARKLINE_WIDTH, breaks }),
    cost(cell.values[0]),
    cost(cell.values.at(-1)),
  ];
  return [[...own, ...first], ...others.map((columns) => [...own.map(() => ''), ...columns])];
}

function verdictText({ verdict, needed }: CellHistory): string {
  return verdict === 'too-few' ? `needs ${many(needed, 'more boot')}` : 'no change found';
}

/** `1.52× (1.44× to 1.61×)`, `7`, `6.6.87 → 6.18.33`, `0.0042` */
function changeColumns(change: LevelChange, points: readonly HistoryPoint[], by: HistoryOrder): string[] {
  const { ratio, low, high, before, after, pAdjusted } = change;
  const place = placeText(points[before] as HistoryPoint, points[after] as HistoryPoint, by);
  return [`${formatRatio(ratio)} (${formatRatio(low)} to ${formatRatio(high)})`, `${after + 1}`, place, formatP(pAdjusted)];
}

function placeText(before: HistoryPoint, after: HistoryPoint, by: HistoryOrder): string {
  if (by !== 'time') return before[by] === after[by] ? `within ${before[by] ?? 'unknown'}` : versionsText(before[by], after[by]);
  const [from, to] = [minute(before.startedAt), minute(after.startedAt)];
  const isOneDay = from.slice(0, 10) === to.slice(0, 10);
  // What changed at the same place is the first suspect.
  const suspects = (['kernel', 'wsl'] as const)
    .filter((name) => before[name] !== after[name])
    .map((name) => `${name === 'wsl' ? 'WSL' : name} ${versionsText(before[name], after[name])}`);
  return [isOneDay ? `${from} → ${to.slice(11)}` : `${from.slice(0, 10)} → ${to.slice(0, 10)}`, ...suspects].join(', ');
}

/** By their numbers, where these tell them apart: the full names stand in the list of runs. */
export function versionsText(before: string | null, after: string | null): string {
  const [from, to] = [before ?? 'unknown', after ?? 'unknown'];
  const short = (text: string): string => versionParts(text).join('.') || text;
  return short(from) === short(to) ? `${from} → ${to}` : `${short(from)} → ${short(to)}`;
}

export function heading({ workload, preset, concurrency, cacheState }: Omit<CellHistory, 'target'> | CommonMove): string {
  return `${workload} · ${preset} · ${many(concurrency, 'thread')} · ${cacheState}`;
}

export function stepName({ phase, operation }: Pick<CellHistory, 'phase' | 'operation'>): string {
  return phase === operation ? phase : `${phase}/${operation}`;
}

function targetName({ target, transport }: CellHistory): string {
  return target === transport ? target : `${target} (${transport})`;
}

/** `2026-11-22 07:43`, in UTC as in the records. */
export function minute(instant: string): string {
  return instant.slice(0, 16).replace('T', ' ');
}

function formatP(p: number): string {
  return p < 0.0001 ? '< 0.0001' : p.toPrecision(2);
}

export function many(count: number, one: string, more = `${one}s`): string {
  return `${count} ${count === 1 ? one : more}`;
}
