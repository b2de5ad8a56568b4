import { jsonText } from '../terminal-text.ts';
import { type ExportCell, estimateOf, exportCells, inSeconds } from './cells.ts';
import { conditionsOf, requireOneCondition } from './conditions.ts';
import { type Exported, type ExportInput, runsOf } from './export-input.ts';
import { leftOut, NO_VALUES } from './notes.ts';

interface Entry {
  readonly name: string;
  readonly unit: string;
  readonly value: number;
  readonly range?: string;
  readonly extra: string;
}

/**
 * benchmark-action/github-action-benchmark, src/extract.ts: one array per direction, because the tool of a file says the direction for
 * all of it. Latencies of single operations are written as rates too; a command is no rate of anything.
 */
export function githubActionBenchmark(input: ExportInput): Exported {
  const runs = runsOf(input);
  requireOneCondition(runs, 'github-action-benchmark');
  const { cells, failed } = exportCells(runs);
  const about = (cell: ExportCell): string => extra(cell, runs);
  const smaller = cells.map((cell) => entry(cell, 's', inSeconds, about(cell)));
  const bigger = cells
    .filter((cell) => cell.metric === 'latency' && estimateOf(cell).minimum > 0)
    .map((cell) => entry(cell, 'operations/s', (ns) => 1 / inSeconds(ns), about(cell)));
  const files = [
    { name: 'customSmallerIsBetter.json', entries: smaller },
    { name: 'customBiggerIsBetter.json', entries: bigger },
  ];
  return {
    // The action ends with an error when a file holds no result.
    files: files.filter(({ entries }) => entries.length > 0).map(({ name, entries }) => ({ name, text: jsonText(entries) })),
    cells: cells.length,
    notes: leftOut(failed, NO_VALUES),
  };
}

function entry(cell: ExportCell, unit: string, of: (ns: number) => number, extra: string): Entry {
  const { median, interval } = estimateOf(cell);
  const bounds = interval === null ? null : [of(interval.low), of(interval.high)].toSorted((a, b) => a - b);
  return {
    name: cell.name,
    unit,
    value: of(median),
    ...(bounds === null ? {} : { range: bounds.map(String).join(' - ') }),
    extra,
  };
}

function extra(cell: ExportCell, runs: ReturnType<typeof runsOf>): string {
  const { n, of } = estimateOf(cell);
  const [first] = runs;
  const conditions = first === undefined ? [] : conditionsOf(first.record);
  const lines = [['n', `${n} ${of}`], ...conditions, ...runs.map(({ record }) => ['run', record.id])];
  return lines.map(([key, value]) => `${key}=${value}`).join('\n');
}
