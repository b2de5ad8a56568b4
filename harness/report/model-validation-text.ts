import { bold, dim, green, red } from './colour.ts';
import { formatNs, formatNumber, formatRate, formatRatio, formatShare } from './format.ts';
import { type Column, table } from './table.ts';
import { terminalText } from './terminal-text.ts';

/** What is told of a file of published tables. */
export interface ValidationReport {
  readonly tables: readonly ValidatedTable[];
  readonly ok: boolean;
}

export interface ValidatedTable {
  readonly id: string;
  readonly title: string | null;
  readonly points: readonly ValidatedPoint[];
  readonly verdicts: readonly {
    readonly row: string;
    readonly verdict: string;
    readonly expected: string | null;
    readonly ok: boolean;
    readonly detail: string;
  }[];
  readonly notes: readonly string[];
  readonly tolerance: number | null;
  readonly ok: boolean;
}

interface ValidatedPoint {
  readonly row: string;
  readonly n: number | null;
  readonly quantity: string;
  readonly unit: string;
  readonly observed: number | null;
  readonly predicted: number;
  readonly relativeError: number | null;
  readonly use: 'fit' | 'predict';
  /** Null: not judged. */
  readonly ok: boolean | null;
  readonly reason: string;
}

export function validationText({ tables, ok }: ValidationReport): string {
  const out = tables.filter((one) => !one.ok).map(({ id }) => terminalText(id));
  const end = ok
    ? green(`${tables.length} table${tables.length === 1 ? '' : 's'}, all within their tolerances`)
    : red(`${out.length} of ${tables.length} tables out of tolerance: ${out.join(', ')}`);
  return `${[...tables.map(tableText), end].join('\n\n')}\n`;
}

function tableText({ id, title, points, verdicts, notes, tolerance, ok }: ValidatedTable): string {
  const told = [
    title === null ? null : terminalText(title),
    tolerance === null ? null : `tolerance ${formatShare(tolerance)}`,
    ok ? green('ok') : red('out of tolerance'),
  ];
  return [
    `${bold(terminalText(id))}  ${told.filter((part) => part !== null).join(' · ')}`,
    ...(points.length === 0 ? [] : pointLines(points)),
    ...verdicts.map(verdictLine),
    ...notes.map((note) => dim(terminalText(note))),
  ].join('\n');
}

function verdictLine({ row, verdict, expected, ok, detail }: ValidatedTable['verdicts'][number]): string {
  const words = verdict.replaceAll('-', ' ');
  const told = detail.startsWith(words) ? detail : [words, detail].filter((part) => part !== '').join(': ');
  const declared = ok && expected !== null ? ', as the table declares' : '';
  return (ok ? String : red)(terminalText(`${row}: ${told}${declared}`));
}

const COLUMNS: readonly Column[] = [
  { title: 'row', align: 'left' },
  { title: 'n', align: 'right' },
  { title: '', align: 'left' },
  { title: 'observed', align: 'right' },
  { title: 'predicted', align: 'right' },
  { title: 'error', align: 'right' },
  { title: 'use', align: 'left' },
  { title: '', align: 'left' },
];

/** What is off, in red: the widths of a table have to be known before anything is coloured. */
function pointLines(points: readonly ValidatedPoint[]): string[] {
  const [head = '', ...lines] = table(COLUMNS, points.map(cells)).split('\n');
  return [head, ...lines.map((line, index) => (points[index]?.ok === false ? red(line) : line))];
}

function cells({ row, n, quantity, unit, observed, predicted, relativeError, use, ok, reason }: ValidatedPoint): string[] {
  const judgement = ok === true ? 'ok' : `${ok === null ? 'not judged' : 'off'}: ${reason}`;
  return [
    row,
    n === null ? '' : String(n),
    quantity,
    ...[observed, predicted].map((value) => (value === null ? '–' : inUnit(value, unit === quantity ? '' : unit))),
    relativeError === null ? '–' : signed(relativeError),
    use,
    judgement,
  ].map(terminalText);
}

/** Times of published tables are microseconds. */
function inUnit(value: number, unit: string): string {
  switch (unit) {
    case 'operations/s':
      return formatRate(value);
    case 'µs':
      return formatNs(value * 1000);
    case 'share':
      return `${formatNumber(value * 100)} %`;
    case 'ratio':
      return formatRatio(value);
    default:
      return `${formatNumber(value)} ${unit}`.trimEnd();
  }
}

function signed(share: number): string {
  const text = formatShare(Math.abs(share));
  return /^(0\.0|<)/.test(text) ? text : `${share < 0 ? '−' : '+'}${text}`;
}
