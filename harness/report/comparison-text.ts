import type { ComparedCell, ComparedSide, Comparison, Verdict } from '../core/comparison.ts';
import { bold, dim, green, red, yellow } from './colour.ts';
import {
  controlsText,
  countText,
  designText,
  differenceText,
  EMULATED_RATIOS,
  floorText,
  intervalText,
  mountText,
  reasonText,
  sensitivityText,
  valueText,
} from './comparison-words.ts';
import { formatRatio } from './format.ts';
import { type Column, table } from './table.ts';
import { terminalText } from './terminal-text.ts';

/** More would hide the tables; the JSON document has all. */
const MOST_CONFOUNDS = 12;

const COLUMNS: readonly Column[] = [
  { title: '', align: 'left' },
  { title: 'mount', align: 'left' },
  { title: 'base', align: 'right' },
  { title: 'new', align: 'right' },
  { title: 'new/base', align: 'right' },
  { title: '95 % interval', align: 'left' },
  { title: 'verdict', align: 'left' },
];

export function comparisonText(comparison: Comparison): string {
  const { cells, confounds, forced, unpaired } = comparison;
  const lines = [
    bold(`${terminalText(comparison.base.name)} → ${terminalText(comparison.new.name)}`),
    `  base  ${sideText(comparison.base)}`,
    `  new   ${sideText(comparison.new)}`,
    ...comparison.compared.map((difference) => `  compared  ${terminalText(differenceText(difference))}`),
    `  ${designText(comparison)}`,
    ...(comparison.emulated === true ? [yellow(`  ${EMULATED_RATIOS}`)] : []),
    ...forced.map(({ message }) => red(`  FORCED: ${terminalText(message)}`)),
    '',
    ...groups(cells).map(([title, rows]) => `${bold(title)}\n${coloured(rows)}\n`),
    bold(`${cells.length} cells: ${countText(cells)}`),
    dim(sensitivityText(comparison)),
    controlsText(comparison),
    floorText(comparison),
    ...warned(cells),
    ...(unpaired.length === 0 ? [] : [yellow(unpairedText(unpaired))]),
    ...(confounds.length === 0 ? ['nothing else differs between the fingerprints'] : confoundLines(confounds)),
  ];
  return `${lines.join('\n')}\n`;
}

function sideText({ runs, boots }: ComparedSide): string {
  return `${runs.length} run${runs.length === 1 ? '' : 's'}, ${boots} boot${boots === 1 ? '' : 's'}`;
}

/** By workload, preset, threads and cache, as the tables of a run. */
export function groups(cells: readonly ComparedCell[]): [title: string, rows: ComparedCell[]][] {
  const found = new Map<string, ComparedCell[]>();
  for (const cell of cells) {
    const threads = cell.concurrency === 1 ? '1 thread' : `${cell.concurrency} threads`;
    const title = [cell.workload, cell.preset, threads, cell.cacheState].map(terminalText).join(' · ');
    found.set(title, [...(found.get(title) ?? []), cell]);
  }
  return [...found].map(([title, rows]) => [
    title,
    rows.toSorted((a, b) => (mountText(a) < mountText(b) ? -1 : mountText(a) > mountText(b) ? 1 : 0)),
  ]);
}

type Step = Pick<ComparedCell, 'phase' | 'operation'>;

/** The phase, and the operation where a phase has several. */
export function labelOf(cell: Step, rows: readonly Step[]): string {
  return rows.some(({ phase, operation }) => phase === cell.phase && operation !== cell.operation) ? cell.operation : cell.phase;
}

/** The table is laid out before it is coloured, because colours have no width. */
function coloured(rows: readonly ComparedCell[]): string {
  const [head, ...lines] = table(
    COLUMNS,
    rows.map((row) => cellsOf(row, labelOf(row, rows))),
  ).split('\n');
  return [dim(head ?? ''), ...lines.map((line, index) => COLOURS[(rows[index] as ComparedCell).verdict](line))].join('\n');
}

const COLOURS: Readonly<Record<Verdict, (text: string) => string>> = {
  faster: green,
  slower: red,
  equivalent: (text) => text,
  unsure: dim,
};

function cellsOf(cell: ComparedCell, label: string): string[] {
  const reason = reasonText(cell);
  return [
    `  ${label}`,
    mountText(cell),
    valueText(cell.base.median, cell.unit),
    valueText(cell.new.median, cell.unit),
    formatRatio(cell.ratio),
    intervalText(cell),
    reason === '' ? cell.verdict : `${cell.verdict}: ${reason}`,
  ].map(terminalText);
}

function warned(cells: readonly ComparedCell[]): string[] {
  const counts = new Map<string, number>();
  for (const { warnings } of cells) for (const code of warnings) counts.set(code, (counts.get(code) ?? 0) + 1);
  const parts = [...counts].map(([code, count]) => `${code} (${count} cell${count === 1 ? '' : 's'})`);
  return parts.length === 0
    ? []
    : [yellow(`warnings on the figures: ${terminalText(parts.join(', '))}; mntbench show tells them`)];
}

function unpairedText(unpaired: Comparison['unpaired']): string {
  const failed = unpaired.filter(({ reason }) => reason === 'failed-on-the-other-side').length;
  const missing = unpaired.length - failed;
  return [
    missing === 0 ? null : `${missing} cell${missing === 1 ? '' : 's'} of one side only`,
    failed === 0 ? null : `${failed} cell${failed === 1 ? '' : 's'} without a valid sample on one side`,
  ]
    .filter((part) => part !== null)
    .join(', ')
    .concat(': left out');
}

function confoundLines(confounds: Comparison['confounds']): string[] {
  const shown = confounds.slice(0, MOST_CONFOUNDS).map((difference) => `  ${terminalText(differenceText(difference))}`);
  const more = confounds.length - shown.length;
  return [
    yellow('differs too, so the change may be its doing:'),
    ...shown,
    ...(more === 0 ? [] : [`  … and ${more} more; --json has all`]),
  ];
}
