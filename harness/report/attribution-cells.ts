import type { AttributedCell } from '../core/attribution.ts';
import type { Cell } from '../core/cell.ts';
import { bold, dim } from './colour.ts';
import { formatNs, formatNumber, formatSpread } from './format.ts';
import { layerBar } from './layer-bar.ts';
import { layerFigures, listed, signedShare } from './layer-words.ts';
import { terminalText } from './terminal-text.ts';

/** `all`, `probe`, or a pattern for names of operations; null: those that tell most. */
export type CellChoice = string | null;

const PROBE = 'probe';

/** Of the probe: names at two depths, opening, changing, listing, data small and large, and several threads at once. */
const TELLING: ReadonlySet<string> = new Set(
  'fstat stat.d0 stat.d3 stat.d8 open-close create-close rename unlink fsync list.100 read.4k read.64k read.256k read.1m write.4k write.256k write.1m read.4k.distinct.c8'.split(
    ' ',
  ),
);

export function chosenCells<C extends Pick<Cell, 'workload' | 'phase' | 'operation'>>(
  cells: readonly C[],
  choice: CellChoice,
): C[] {
  if (choice === 'all') return [...cells];
  if (choice === PROBE) return cells.filter(({ workload }) => workload === PROBE);
  if (choice === null) return cells.filter(({ workload, operation }) => workload !== PROBE || TELLING.has(operation));
  const pattern = new RegExp(`^${choice.split('*').map(escaped).join('.*')}$`, 'u');
  return cells.filter(({ workload, phase, operation }) =>
    [operation, `${workload}/${operation}`, `${workload}/${phase}`].some((name) => pattern.test(name)),
  );
}

function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/gu, '\\$&');
}

const BAR = 20;
const MEDIAN = 8;
const SPREAD = 7;
const INDENT = '  ';

/** A line for each cell; with more beneath where only a few were asked for. */
export function cellLines(cells: readonly AttributedCell[], isDetailed: boolean, width: number): string[] {
  const names = cells.map((cell) => terminalText(nameOf(cell, cells)));
  const nameWidth = names.reduce((longest, { length }) => Math.max(longest, length), 0);
  return cells.flatMap((cell, index) => {
    const left = `${INDENT}${(names[index] ?? '').padEnd(nameWidth)}  ${formatNs(cell.medianNs).padStart(MEDIAN)}  ${formatSpread(cell.medianNs, cell.lowNs, cell.highNs).padEnd(SPREAD)} `;
    const figures = layerFigures(cell.layers, (layer) => intervalOf(cell, layer), width - left.length - BAR - 2);
    const line = `${left}${layerBar(cell.layers, BAR)}  ${figures}`;
    return isDetailed ? [line, ...details(cell, width)] : [line];
  });
}

/** Operations of the probe have names of their own; those of other workloads are named by phase, as in the tables of a run. */
export function nameOf({ workload, phase, operation, concurrency, cacheState }: Cell, all: readonly Cell[]): string {
  const isAmbiguous = all.some((other) => other.workload === workload && other.phase === phase && other.operation !== operation);
  const label = `${workload}/${isAmbiguous ? operation : phase}${concurrency === 1 ? '' : ` ×${concurrency}`}`;
  const name = workload === PROBE ? operation : label;
  return cacheState.startsWith('guest-cold') ? `${name} cold` : name;
}

function intervalOf(cell: AttributedCell, layer: string): string {
  const share = cell.layers.find((candidate) => candidate.layer === layer);
  return share === undefined
    ? ''
    : formatSpread(Math.abs(share.ns), absolute(share.lowNs, share.ns), absolute(share.highNs, share.ns));
}

/** As far from the size of a negative rest as from the rest itself. */
function absolute(bound: number | null, ns: number): number | null {
  return bound === null ? null : Math.abs(ns) + (bound - ns);
}

function details(cell: AttributedCell, width: number): string[] {
  const { tail, requests, layers, warnings, n } = cell;
  const label = (name: string): string => `${INDENT}${INDENT}${dim(name.padEnd(14))}`;
  const parts = layers
    .flatMap(({ layer, parts: own }) => own.map((part) => ({ layer, ...part })))
    .filter(({ ns }) => Math.abs(ns) >= cell.medianNs / 200);
  // Of a command, the guest's share of system calls and what is beyond it have one name.
  const nameOf = ({ layer, part }: (typeof parts)[number]): string =>
    parts.some((other) => other.part === part && other.layer !== layer) ? `${part} (${layer})` : part;
  const kinds = requests === null ? [] : Object.entries(requests).filter(([, count]) => count > 0);
  const evidence = [...new Set(layers.flatMap((share) => share.evidence))];
  return [
    `${label('spent on')}${parts.map((one) => `${terminalText(nameOf(one))} ${formatNs(Math.abs(one.ns))}`).join(', ')}`,
    ...(tail === null
      ? []
      : [`${label('slowest tenth')}${formatNs(tail.meanNs)}: ${layerFigures(tail.layers, () => '', width - 30)}`]),
    ...(kinds.length === 0
      ? []
      : [`${label('requests')}${kinds.map(([type, count]) => `${formatNumber(count)} ${terminalText(type)}`).join(', ')}`]),
    `${label('evidence')}${listed(evidence)}, ${n} repetition${n === 1 ? '' : 's'}`,
    ...warnings.map(({ message, evidence: seen }) => `${label('note')}${bold(terminalText(message))}: ${terminalText(seen)}`),
  ];
}

/** `server+ 61.2 %  client 14.1 %` */
export function shareLine(shares: readonly { readonly name: string; readonly share: number }[]): string {
  return shares
    .filter(({ share }) => Math.abs(share) >= 0.001)
    .toSorted((a, b) => b.share - a.share)
    .map(({ name, share }) => `${name} ${signedShare(share)}`)
    .join('  ');
}
