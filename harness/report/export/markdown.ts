import { workKey } from '../../core/cell.ts';
import { markdownText } from '../../core/markdown.ts';
import type { Summary } from '../../core/summary.ts';
import type { Target } from '../../core/target.ts';
import { EMULATED, isEmulated } from '../conditions.ts';
import { formatNs, formatRatio, formatSpread } from '../format.ts';
import { FOOTNOTE_CODE, primaryRows } from '../run-table.ts';
import { conditionsOf } from './conditions.ts';
import { type Exported, type ExportInput, type ExportRun, runsOf } from './export-input.ts';
import { cellName } from './names.ts';
import { leftOut, NO_VALUES } from './notes.ts';
import { lineText } from './safe-text.ts';

/** The tables of `show` for pull requests and issues (GitHub Flavored Markdown). */
export function markdown(input: ExportInput): Exported {
  const runs = runsOf(input);
  const failed = runs.flatMap(({ summaries }) =>
    primaryRows(summaries)
      .filter(({ median }) => median === null)
      .map(cellName),
  );
  const text = [...runs.map(section), LEGEND].join('\n');
  return {
    files: [{ name: 'mntbench.md', text }],
    cells: runs.reduce((sum, { summaries }) => sum + primaryRows(summaries).filter(({ median }) => median !== null).length, 0),
    notes: leftOut([...new Set(failed)], NO_VALUES),
  };
}

const LEGEND =
  'Median over blocks of the mean time per operation (of the whole, for commands), ± 95 % interval of the median, × times native; n samples. Where no ± stands there are too few for an interval.\n';

function section({ record, summaries }: ExportRun): string {
  const conditions = conditionsOf(record).map(([key, value]) => `${key} ${code(value)}`);
  const emulated = isEmulated(record) === true ? `**${EMULATED}**\n\n` : '';
  const rows = inTableOrder(primaryRows(summaries), record);
  const tables = [...groupBy(rows, heading)].map(([title, group]) => `**${title}**\n\n${table(record.targets, group)}\n`);
  return `### Run ${code(record.id)}\n\n${conditions.join(' · ')}\n\n${emulated}${tables.join('\n')}`;
}

/** As planned, not as shuffled. */
function inTableOrder(rows: readonly Summary[], { plan }: ExportRun['record']): Summary[] {
  const workload = (row: Summary): number => plan.trials.findIndex((trial) => trial.workload === row.workload);
  const operation = (row: Summary): number => plan.tableOrder[row.workload]?.indexOf(row.operation) ?? 0;
  return rows.toSorted((a, b) => workload(a) - workload(b) || a.concurrency - b.concurrency || operation(a) - operation(b));
}

function heading({ workload, preset, concurrency, cacheState }: Summary): string {
  const threads = concurrency === 1 ? '' : ` · ${concurrency} threads`;
  return `${code(workload)} · ${code(preset)}${threads} · ${code(cacheState)}`;
}

/** Phases down, mounts across; the base of the ratios comes first. */
function table(targets: readonly Target[], rows: readonly Summary[]): string {
  const shown = targets
    .filter(({ id }) => rows.some((row) => row.target === id))
    .toSorted((a, b) => Number(b.transport === 'native') - Number(a.transport === 'native'));
  const titles = shown.map(({ id, transport }) => (id === transport ? code(id) : `${code(id)} (${code(transport)})`));
  const lines = [...groupBy(rows, workKey).values()].map((cells) => {
    const counts = [...new Set(cells.map(({ n }) => n))].toSorted((a, b) => a - b);
    const figures = shown.map(({ id }) => figure(cells.find(({ target }) => target === id)));
    return [label(cells), ...figures, counts.length > 1 ? `${counts[0]}–${counts.at(-1)}` : `${counts[0] ?? 0}`, notes(cells)];
  });
  const head = ['phase', ...titles, 'n', ''];
  const rule = ['---', ...shown.map(() => '---:'), '---:', '---'];
  return [head, rule, ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function label([first]: readonly Summary[]): string {
  if (first === undefined) return '';
  const { phase, operation } = first;
  return phase === operation ? code(phase) : `${code(phase)} ${code(operation)}`;
}

function figure(cell: Summary | undefined): string {
  if (cell === undefined) return '–';
  if (cell.median === null) return 'failed';
  const { median, low, high, ratioToNative, transport } = cell;
  const ratio = transport === 'native' || ratioToNative === null ? '' : formatRatio(ratioToNative);
  return [formatNs(median), formatSpread(median, low, high), ratio].filter((part) => part !== '').join(' ');
}

/** What spoils a figure, with the targets that it spoils. */
function notes(cells: readonly Summary[]): string {
  const all = cells.flatMap(({ target, warnings }) =>
    warnings
      .filter(({ severity, code: kind }) => severity !== 'info' && kind !== FOOTNOTE_CODE)
      .map(({ message }) => ({ target, message })),
  );
  return [...groupBy(all, ({ message }) => message)]
    .map(
      ([message, list]) =>
        `${list.length === cells.length ? '' : `${list.map(({ target }) => code(target)).join(', ')}: `}${markdownText(message)}`,
    )
    .join('; ');
}

/** A code span: no link, mention, picture or markup takes effect in it. A backtick would end it, and a bar the table's cell. */
function code(text: string): string {
  return `\`${lineText(text).replaceAll('`', "'").replaceAll('|', '\\|')}\``;
}

function groupBy<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(key(item), [...(groups.get(key(item)) ?? []), item]);
  return groups;
}
