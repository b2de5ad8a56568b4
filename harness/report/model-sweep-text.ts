import { red, yellow } from './colour.ts';
import { formatNs, formatNumber } from './format.ts';
import { type Column, table } from './table.ts';
import { terminalText } from './terminal-text.ts';

/** What is shown of a point of the grid; the file and the JSON document have more. */
export type SweepLine = {
  /** As printed, in the order of the axes. */
  readonly values: readonly string[];
} & ({ readonly status: 'ok'; readonly figures: ShownFigures } | { readonly status: 'refused'; readonly reason: string });

type ShownFigures = Readonly<
  Record<'throughputPerSecond' | 'meanNs' | 'p50Ns' | 'p99Ns' | 'failed' | 'parked' | 'poolHighWaterSlots', number | null>
>;

const FIGURES: readonly Column[] = [
  { title: 'operations/s', align: 'right' },
  { title: 'mean', align: 'right' },
  { title: 'p50', align: 'right' },
  { title: 'p99', align: 'right' },
  { title: 'failed', align: 'right' },
  { title: 'parked', align: 'right' },
  { title: 'slots at most', align: 'right' },
];

/** The points of a sweep in the order of the grid; each reason for a refusal is told once, below. */
export function sweepText(axes: readonly string[], lines: readonly SweepLine[]): string {
  const columns = [...axes.map((path): Column => ({ title: terminalText(path), align: 'right' })), ...FIGURES];
  const reasons = lines.flatMap((line) => (line.status === 'refused' ? [line.reason] : []));
  const refused = [...new Set(reasons)].map((reason) => {
    const rows = reasons.filter((one) => one === reason).length;
    return red(`refused in ${rows} row${rows === 1 ? '' : 's'}  ${terminalText(reason)}`);
  });
  return `${[table(columns, lines.map(cells)), ...refused].join('\n')}\n`;
}

function cells(line: SweepLine): string[] {
  const values = line.values.map(terminalText);
  if (line.status === 'refused') return [...values, 'refused'];
  const { throughputPerSecond, meanNs, p50Ns, p99Ns, failed, parked, poolHighWaterSlots } = line.figures;
  const times = [meanNs, p50Ns, p99Ns].map((ns) => (ns === null ? '–' : formatNs(ns)));
  const counts = [failed, parked, poolHighWaterSlots].map((count) => (count === null ? '–' : String(count)));
  return [...values, throughputPerSecond === null ? '–' : formatNumber(throughputPerSecond), ...times, ...counts];
}

export function sweepEndText(rows: number, of: number, file: string | null): string {
  if (rows === of) return file === null ? '' : `${of} rows in ${terminalText(file)}\n`;
  const kept = file === null ? 'without --out they are nowhere but here' : `they are in ${terminalText(file)}`;
  return yellow(`stopped after ${rows} of ${of} rows; ${kept}${file === null ? '' : ', and the same command goes on'}`).concat(
    '\n',
  );
}
