import { cellKey } from '../../core/cell.ts';
import { describe } from '../../stats/describe.ts';
import { jsonText } from '../terminal-text.ts';
import { type ExportCell, exportCells, inSeconds, valuesAt } from './cells.ts';
import { requireOneCondition } from './conditions.ts';
import { csvText } from './csv-text.ts';
import { type Exported, type ExportInput, type ExportRun, runsOf } from './export-input.ts';
import { cellFields } from './names.ts';
import { leftOut, NO_VALUES } from './notes.ts';

/** One command, as hyperfine 1.x writes it (sharkdp/hyperfine src/benchmark/benchmark_result.rs). Seconds. */
interface Result {
  readonly command: string;
  readonly mean: number;
  /** Null for one run. */
  readonly stddev: number | null;
  readonly median: number;
  readonly user: number;
  readonly system: number;
  readonly min: number;
  readonly max: number;
  readonly times: readonly number[];
  readonly exit_codes: readonly number[];
  readonly parameters: Readonly<Record<string, string>>;
}

/** hyperfine 1.x; its 2.0 alpha changed the schema and is told apart by a version that this one lacks. */
export function hyperfineJson(input: ExportInput): Exported {
  const { results, notes } = hyperfineResults(input, 'hyperfine-json');
  return { files: [{ name: 'hyperfine.json', text: jsonText({ results }) }], cells: results.length, notes };
}

/** The columns of 1.x; its CSV has 0 where the JSON has no deviation. */
export function hyperfineCsv(input: ExportInput): Exported {
  const { results, notes } = hyperfineResults(input, 'hyperfine-csv');
  const names = Object.keys(results[0]?.parameters ?? {});
  const head = [
    'command',
    'mean',
    'stddev',
    'median',
    'user',
    'system',
    'min',
    'max',
    ...names.map((name) => `parameter_${name}`),
  ];
  const rows = results.map(({ command, mean, stddev, median, user, system, min, max, parameters }) => [
    ...[command, mean, stddev ?? 0, median, user, system, min, max],
    ...names.map((name) => parameters[name] ?? ''),
  ]);
  return { files: [{ name: 'hyperfine.csv', text: csvText([head, ...rows], 'needed') }], cells: results.length, notes };
}

function hyperfineResults(input: ExportInput, format: string): { results: Result[]; notes: string[] } {
  const runs = runsOf(input);
  requireOneCondition(runs, format);
  const { cells, failed } = exportCells(runs);
  const results: Result[] = [];
  const others: string[] = [];
  for (const cell of cells) {
    const [user, system] = [meanOf(runs, cell, 'user'), meanOf(runs, cell, 'system')];
    if (user === null || system === null) others.push(cell.name);
    else results.push(resultOf(cell, input.level, user, system));
  }
  return {
    results,
    notes: [
      ...leftOut(failed, NO_VALUES),
      ...leftOut(others, 'no command with user and system time, which hyperfine always has'),
    ],
  };
}

function resultOf(cell: ExportCell, level: ExportInput['level'], user: number, system: number): Result {
  const times = cell.boots.flatMap((boot) => valuesAt(level, boot));
  const description = describe(times);
  if (description === null) throw new RangeError('a cell without values');
  const { mean, standardDeviation, median, minimum, maximum } = description;
  return {
    command: cell.name,
    mean: inSeconds(mean),
    stddev: standardDeviation === null ? null : inSeconds(standardDeviation),
    median: inSeconds(median),
    user,
    system,
    min: inSeconds(minimum),
    max: inSeconds(maximum),
    times: times.map(inSeconds),
    exit_codes: times.map(() => 0),
    // hyperfine keeps them in a sorted map.
    parameters: Object.fromEntries(cellFields(cell.cell).toSorted(([a], [b]) => (a < b ? -1 : 1))),
  };
}

function meanOf(runs: readonly ExportRun[], { cell }: ExportCell, metric: 'user' | 'system'): number | null {
  const values = runs.flatMap(({ series }) =>
    series.filter((one) => one.metric === metric && cellKey(one.cell) === cellKey(cell)).flatMap((one) => [...one.values]),
  );
  const description = describe(values);
  return description === null ? null : inSeconds(description.mean);
}
