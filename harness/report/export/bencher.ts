import { jsonText } from '../terminal-text.ts';
import { estimateOf, exportCells } from './cells.ts';
import { requireOneCondition } from './conditions.ts';
import { type Exported, type ExportInput, runsOf } from './export-input.ts';
import { leftOut, NO_VALUES } from './notes.ts';

/** Bencher Metric Format (bencher.dev/bmf.json). Its built-in measure `latency` is in nanoseconds. */
export function bencher(input: ExportInput): Exported {
  const runs = runsOf(input);
  requireOneCondition(runs, 'bencher');
  const { cells, failed } = exportCells(runs);
  const metrics = cells.map((cell) => {
    const { median, interval } = estimateOf(cell);
    const bounds = interval === null ? {} : { lower_value: interval.low, upper_value: interval.high };
    return [cell.name, { latency: { value: median, ...bounds } }] as const;
  });
  return {
    files: [{ name: 'mntbench.bmf.json', text: jsonText(Object.fromEntries(metrics)) }],
    cells: cells.length,
    notes: leftOut(failed, NO_VALUES),
  };
}
