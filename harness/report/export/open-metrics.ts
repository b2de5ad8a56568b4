import type { LatencyHistogram } from '../../core/latency-histogram.ts';
import { type ExportCell, estimateOf, exportCells, inSeconds } from './cells.ts';
import { conditionsOf, requireOneCondition } from './conditions.ts';
import { type Exported, type ExportInput, type ExportRun, runsOf } from './export-input.ts';
import { cellFields } from './names.ts';
import { leftOut, NO_VALUES } from './notes.ts';
import { lineText } from './safe-text.ts';

/** The same for every cell, so that histograms of cells can be added up: 1, 2.5 and 5 of each decade from 1 µs to 10 s. */
const BOUNDS = [-6, -5, -4, -3, -2, -1, 0, 1].flatMap((power) =>
  (power === 1 ? ['1'] : ['1', '2.5', '5']).map((digits) => Number(`${digits}e${power}`)),
);

type Labels = readonly (readonly [name: string, value: string])[];

/** OpenMetrics 1.0 text. No timestamps: files for node_exporter must not have any. */
export function openMetrics(input: ExportInput): Exported {
  const runs = runsOf(input);
  requireOneCondition(runs, 'openmetrics');
  const { cells, failed } = exportCells(runs);
  const lines = [...histogramLines(input.histograms), ...medianLines(cells), ...runLines(runs), '# EOF'];
  return {
    files: [{ name: 'mntbench.om.txt', text: `${lines.join('\n')}\n` }],
    cells: cells.length + input.histograms.length,
    notes: leftOut(failed, NO_VALUES),
  };
}

function histogramLines(histograms: readonly LatencyHistogram[]): string[] {
  if (histograms.length === 0) return [];
  const name = 'mntbench_operation_seconds';
  return [
    ...head(name, 'histogram', 'Latency of one operation, closed loop.'),
    ...histograms.flatMap((histogram) => {
      const labels = cellFields(histogram.cell);
      const buckets = BOUNDS.map((bound) =>
        line(`${name}_bucket`, [...labels, ['le', canonical(bound)]], countUpTo(histogram, bound)),
      );
      return [
        ...buckets,
        line(`${name}_bucket`, [...labels, ['le', '+Inf']], histogram.count),
        line(`${name}_count`, labels, histogram.count),
        line(`${name}_sum`, labels, (histogram.meanNs * histogram.count) / 1e9),
      ];
    }),
  ];
}

function countUpTo({ buckets }: LatencyHistogram, seconds: number): number {
  return buckets.filter(({ highestNs }) => highestNs <= seconds * 1e9).reduce((sum, { count }) => sum + count, 0);
}

function medianLines(cells: readonly ExportCell[]): string[] {
  if (cells.length === 0) return [];
  const name = 'mntbench_median_seconds';
  return [
    ...head(name, 'gauge', 'Median time of one operation, or of the whole command.'),
    ...cells.map((cell) => line(name, cellFields(cell.cell), inSeconds(estimateOf(cell).median))),
  ];
}

function runLines(runs: readonly ExportRun[]): string[] {
  const labels = ({ record }: ExportRun): Labels => [
    ['run_id', record.id],
    ...conditionsOf(record).map(([key, value]) => [key.replaceAll('-', '_'), value] as const),
  ];
  return [
    '# TYPE mntbench_run info',
    '# HELP mntbench_run Runs that the figures are made from.',
    ...runs.map((run) => line('mntbench_run_info', labels(run), 1)),
  ];
}

function head(name: string, type: string, help: string): string[] {
  return [`# TYPE ${name} ${type}`, `# UNIT ${name} seconds`, `# HELP ${name} ${help}`];
}

function line(name: string, labels: Labels, value: number): string {
  return `${name}{${labels.map(([key, text]) => `${key}="${escaped(text)}"`).join(',')}} ${value}`;
}

function escaped(text: string): string {
  return lineText(text).replaceAll('\\', '\\\\').replaceAll('"', '\\"');
}

/** `1.0`, `0.0005`, `1e-05`: bounds of two writers must be equal as texts, so the specification says how each is written. */
function canonical(bound: number): string {
  if (bound < 1e-4) return bound.toExponential().replace(/e-(\d)$/, 'e-0$1');
  return Number.isInteger(bound) ? bound.toFixed(1) : String(bound);
}
