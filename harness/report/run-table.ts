import { workKey } from '../core/cell.ts';
import type { RunRecord } from '../core/run-record.ts';
import { PRIMARY_METRICS } from '../core/sample.ts';
import type { Summary } from '../core/summary.ts';
import type { Target } from '../core/target.ts';
import { bold, dim, red, yellow } from './colour.ts';
import { conditionLines, EMULATED, isEmulated } from './conditions.ts';
import { formatDuration, formatNs, formatRatio, formatSpread } from './format.ts';
import { type Column, table } from './table.ts';
import { terminalText } from './terminal-text.ts';

/** The rows that stand for cells, one per cell: what an operation or a command costs. */
export function primaryRows(summaries: readonly Summary[]): Summary[] {
  const loops = new Set(summaries.filter((row) => row.metric === 'latency').map((row) => cellOf(row)));
  return summaries.filter((row) => PRIMARY_METRICS.includes(row.metric) && (row.metric === 'latency' || !loops.has(cellOf(row))));
}

function cellOf(row: Summary): string {
  return `${workKey(row)}\u0000${row.target}`;
}

/** One table per workload, thread count and cache state: phases down, mounts across. */
export function runTables(record: RunRecord, summaries: readonly Summary[]): string {
  const groups = groupBy(inTableOrder(primaryRows(summaries), record), heading);
  const label = isEmulated(record) === true ? ` · ${yellow(EMULATED)}` : '';
  return [...groups].map(([title, rows]) => `${bold(title)}${label}\n${groupTable(record.targets, rows)}`).join('\n\n');
}

/** As planned, not as shuffled. The sort is stable, so phases without a declared order stay as they were first measured. */
function inTableOrder(rows: readonly Summary[], { plan }: RunRecord): Summary[] {
  const workload = (row: Summary): number => plan.trials.findIndex((trial) => trial.workload === row.workload);
  const concurrency = (row: Summary): number => (plan.tableOrder[row.workload] === undefined ? row.concurrency : 0);
  const operation = (row: Summary): number => plan.tableOrder[row.workload]?.indexOf(row.operation) ?? 0;
  return rows.toSorted((a, b) => workload(a) - workload(b) || concurrency(a) - concurrency(b) || operation(a) - operation(b));
}

function heading(row: Summary): string {
  const threads = row.workload === 'small-file' ? ` · ${row.concurrency} thread${row.concurrency === 1 ? '' : 's'}` : '';
  return `${row.workload} · ${row.preset}${threads} · ${row.cacheState}`;
}

function groupTable(targets: readonly Target[], rows: readonly Summary[]): string {
  // The base of the ratios comes first.
  const shown = targets
    .filter(({ id }) => rows.some((row) => row.target === id))
    .toSorted((a, b) => Number(b.transport === 'native') - Number(a.transport === 'native'));
  const columns: Column[] = [
    { title: 'phase', align: 'left' },
    ...shown.flatMap(({ id, transport }): Column[] => [
      { title: id === transport ? id : `${id} (${transport})`, align: 'right' },
      { title: '', align: 'right' },
      { title: '', align: 'right' },
    ]),
    { title: 'n', align: 'right' },
    { title: '', align: 'left' },
  ];
  const isAmbiguous = (phase: string): boolean =>
    new Set(rows.filter((row) => row.phase === phase).map(({ operation }) => operation)).size > 1;
  const lines = [...groupBy(rows, workKey).values()].map((cells) => line(cells, shown, isAmbiguous));
  return table(columns, lines);
}

function line(cells: readonly Summary[], targets: readonly Target[], isAmbiguous: (phase: string) => boolean): string[] {
  const [first] = cells;
  const label = first === undefined ? '' : isAmbiguous(first.phase) ? first.operation : first.phase;
  const counts = [...new Set(cells.map((cell) => cell.n))];
  return [
    label,
    ...targets.flatMap(({ id }) => {
      const cell = cells.find((candidate) => candidate.target === id);
      if (cell?.median === undefined || cell.median === null) return [cell === undefined ? '–' : 'failed', '', ''];
      const isBase = cell.transport === 'native';
      return [
        formatNs(cell.median),
        formatSpread(cell.median, cell.low, cell.high),
        isBase || cell.ratioToNative === null ? '' : formatRatio(cell.ratioToNative),
      ];
    }),
    counts.length === 1 ? `${counts[0]}` : `${Math.min(...counts)}–${Math.max(...counts)}`,
    noteFor(cells),
  ];
}

/** Words for what spoils a figure; the details stand in `show` and in the JSON. What all targets share is said once. */
function noteFor(cells: readonly Summary[]): string {
  const notes = cells.flatMap(({ target, warnings }) =>
    warnings
      .filter(({ severity, code }) => severity !== 'info' && code !== FOOTNOTE_CODE)
      .map(({ message }) => ({ target, message })),
  );
  const messages = [...new Set(notes.map(({ message }) => message))];
  return messages
    .map((message) => {
      const targets = notes.filter((note) => note.message === message).map(({ target }) => target);
      return targets.length === cells.length ? message : `${targets.join(', ')}: ${message}`;
    })
    .join('; ');
}

/** Said once below the tables: the empty column tells which rows it means. */
export const FOOTNOTE_CODE = 'too-few-samples';

/** What the tables could not show. */
export function footnotes(summaries: readonly Summary[]): string {
  const [first] = primaryRows(summaries).flatMap(({ warnings }) => warnings.filter(({ code }) => code === FOOTNOTE_CODE));
  return first === undefined ? '' : `${yellow(`where no ± stands there are too few samples for an interval: ${first.remedy}`)}\n`;
}

/** What was run, how it ended and where it lies. */
export function runHeader(record: RunRecord, folder: string): string {
  const lines = [
    `${bold('run')} ${record.id}  ${statusText(record)}`,
    ...(isEmulated(record) === true ? [yellow(`  ${EMULATED}`)] : []),
    ...(record.lab === null ? [] : conditionLines(record.lab).map((text) => `  ${terminalText(text)}`)),
    ...record.targets.map(
      ({ id, path, transport, mount }) =>
        `  ${id}: ${terminalText(path)}  ${dim(`${transport}, ${mount.fstype} on ${terminalText(mount.mountPoint)}`)}`,
    ),
    ...record.plan.skipped.map(({ workload, reason }) => yellow(`  ${workload} was skipped: ${reason}`)),
    ...failureLines(record),
    dim(`  samples, histograms and run.json in ${terminalText(folder)}`),
  ];
  return lines.join('\n');
}

function statusText(record: RunRecord): string {
  const finished = record.blocks.filter((block) => block.finishedAt !== null).length;
  const seconds = record.finishedAt === null ? null : (Date.parse(record.finishedAt) - Date.parse(record.startedAt)) / 1000;
  const why = {
    precise: 'every median is precise',
    cap: 'time is up',
    full: 'a target has no room for more',
    interrupted: 'interrupted',
    failed: 'nothing left that works',
  } as const;
  const end = record.stop === null ? 'not ended' : why[record.stop];
  return `${record.status}: ${finished} blocks${seconds === null ? '' : ` in ${formatDuration(seconds)}`}, ${end}`;
}

/** Each kind of failure once. */
function failureLines(record: RunRecord): string[] {
  const kinds = groupBy(record.failures, ({ workload, target, phase, reason }) =>
    [workload, target, phase ?? '', reason].join(' '),
  );
  return [...kinds.values()].map((list) => {
    const [first] = list;
    if (first === undefined) return '';
    const where = `${first.workload}${first.phase === null ? '' : `/${first.phase}`} on ${first.target}`;
    return red(`  ${where} failed ${list.length}×: ${first.reason}: ${terminalText(first.message.split('\n')[0] ?? '')}`);
  });
}

/** What the columns mean; once, below the last table. */
export const TABLE_LEGEND = dim(
  'median over blocks of the mean time per operation (of the whole, for commands) · ± 95 % interval of the median · × times native · n samples',
);

function groupBy<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const name = key(item);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [item]);
    else group.push(item);
  }
  return groups;
}
