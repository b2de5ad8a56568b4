import type { NoiseFloor } from '../core/noise-floor.ts';
import { bold, dim, green, red, yellow } from './colour.ts';
import { labelOf } from './comparison-text.ts';
import { EMULATED } from './conditions.ts';
import { formatRatio, formatShare } from './format.ts';
import { type Column, table } from './table.ts';
import { terminalText } from './terminal-text.ts';

const COLUMNS: readonly Column[] = [
  { title: '', align: 'left' },
  { title: 'target', align: 'left' },
  { title: 'half/half', align: 'right' },
  { title: '95 % interval', align: 'left' },
  { title: 'p', align: 'right' },
  { title: 'floor', align: 'right' },
];

const ALARMS: Readonly<Record<NoiseFloor['alarms'][number], string>> = {
  'too-much-spread': 'the halves differ more than chance makes them: something changes between them',
  'one-sided': 'the differences lean to one side: an effect of order or drift',
};

/** What `aa` found, and what it means for comparisons on this machine. */
export function noiseFloorText(floor: NoiseFloor, path: string | null): string {
  const { flagged, lean } = floor;
  const lines = [
    bold('the same configuration against itself'),
    `  ${floor.perSide} ${floor.units} on either side, ${floor.runs.length} run${floor.runs.length === 1 ? '' : 's'}, kernel ${terminalText(floor.kernel ?? 'unknown')}`,
    ...(floor.emulated === true ? [yellow(`  ${EMULATED}`)] : []),
    '',
    table(
      COLUMNS,
      floor.cells.map((cell) => cellsOf(cell, floor.cells)),
    ),
    '',
    bold(`noise floor ${formatRatio(floor.floor)}`) + dim('  differences below it are no finding on this machine'),
    `${flagged.count} of ${flagged.of} cells flagged at alpha ${floor.alpha} before Holm: ${formatShare(flagged.count / Math.max(1, flagged.of))}, 95 % interval ${formatShare(flagged.low)} to ${formatShare(flagged.high)}`,
    `${floor.falseVerdicts} called faster or slower by the whole rule (Holm, threshold ${formatShare(floor.threshold)})`,
    lean.p === null
      ? `too few cells to tell whether the differences lean to one side`
      : `${lean.up} of ${lean.of} differences point up: p ${lean.p.toPrecision(2)}`,
    ...floor.alarms.map((alarm) => red(`ALARM: ${ALARMS[alarm]}; compare says only unsure until this is measured again without`)),
    ...(floor.alarms.length === 0 ? [green('no alarm')] : []),
    path === null
      ? red(`too few ${floor.units} for a noise floor, so this one is not kept: give it more time (--max-time)`)
      : dim(`kept in ${terminalText(path)}; compare uses it`),
  ];
  return `${lines.join('\n')}\n`;
}

type FloorCell = NoiseFloor['cells'][number];

function cellsOf(cell: FloorCell, all: readonly FloorCell[]): string[] {
  const { workload, concurrency, target, ratio, low, high, p, floor, flagged } = cell;
  const step = labelOf(
    cell,
    all.filter((other) => other.workload === workload),
  );
  return [
    `  ${workload}/${step}${concurrency === 1 ? '' : ` ×${concurrency}`}`,
    target,
    formatRatio(ratio),
    low === null || high === null ? '' : `${formatRatio(low).slice(0, -1)}–${formatRatio(high).slice(0, -1)}`,
    `${p.toPrecision(2)}${flagged ? ' !' : ''}`,
    formatRatio(floor),
  ].map(terminalText);
}
