import { bold, dim, red, yellow } from './colour.ts';
import { formatNs, formatNumber, formatRate, formatShare } from './format.ts';
import { type Column, table } from './table.ts';
import { terminalText } from './terminal-text.ts';

/** What is told of a simulation; all of it is in the JSON document, which says more. */
export interface SimulationReport {
  /** Of the configuration. */
  readonly name: string;
  /** What was simulated, in a few words. */
  readonly work: string;
  /** What is assumed of the preset; null for a configuration of the user's own. */
  readonly assumes: string | null;
  readonly operations: number;
  readonly warmUp: number;
  readonly seed: number;
  readonly simulatedNs: number;
  readonly events: number;
  readonly throughputPerSecond: number;
  readonly completed: number;
  readonly failed: number;
  readonly latency: Readonly<Record<'meanNs' | 'p50Ns' | 'p90Ns' | 'p99Ns' | 'p999Ns' | 'maxNs', number>> | null;
  readonly rows: readonly (PathLine & { readonly row: string; readonly visits: number })[];
  readonly layers: readonly PathLine[];
  readonly parked: {
    readonly operations: number;
    readonly share: number;
    readonly meanNs: number | null;
    readonly maxNs: number | null;
  };
  readonly stations: readonly { readonly station: string; readonly utilisation: number | null }[];
  readonly pools: readonly {
    readonly pool: string;
    readonly slots: number;
    readonly meanUsed: number;
    readonly highWater: number;
    readonly full: number;
  }[];
  readonly contenders: readonly {
    readonly name: string;
    readonly throughputPerSecond: number;
    readonly failed: number;
    readonly meanNs: number | null;
  }[];
  readonly bounds: {
    readonly throughputPerSecond: number;
    readonly responseNs: number;
    readonly kneeClients: number | null;
  } | null;
}

interface Stay {
  readonly waitingNs: number;
  readonly serviceNs: number;
}

interface PathLine extends Stay {
  readonly layer: string;
  readonly p50: Stay;
  readonly p99: Stay;
}

export function simulationText(report: SimulationReport): string {
  const tables = report.latency === null ? [] : [layerTable(report), rowTable(report), dim(LEGEND)];
  return `${[headline(report), ...tables, notes(report).join('\n')].join('\n\n')}\n`;
}

function headline({ name, work, assumes, throughputPerSecond, latency }: SimulationReport): string {
  const assumption = assumes === null ? '' : `\n${dim(`assumes ${terminalText(assumes)}`)}`;
  const title = `${bold(terminalText(name))}  ${terminalText(work)}${assumption}`;
  if (latency === null) return `${title}\n${red('no operation completed')}`;
  const { meanNs, p50Ns, p90Ns, p99Ns, p999Ns, maxNs } = latency;
  const figures = [
    formatRate(throughputPerSecond, 'operations'),
    `mean ${formatNs(meanNs)}`,
    `p50 ${formatNs(p50Ns)}`,
    `p90 ${formatNs(p90Ns)}`,
    `p99 ${formatNs(p99Ns)}`,
    `p99.9 ${formatNs(p999Ns)}`,
    `max ${formatNs(maxNs)}`,
  ];
  return `${title}\n${figures.join(' · ')}`;
}

const TIMES: readonly Column[] = [
  { title: 'waiting', align: 'right' },
  { title: 'service', align: 'right' },
  { title: 'share', align: 'right' },
  { title: 'at p50', align: 'right' },
  { title: 'at p99', align: 'right' },
];

function layerTable({ layers }: SimulationReport): string {
  const whole = sumOf(layers);
  return table(
    [{ title: 'layer', align: 'left' }, ...TIMES],
    [
      ...layers.map((layer) => [layer.layer, ...times(layer, whole)]),
      ['all', ...times({ ...whole, p50: sumOf(layers.map(({ p50 }) => p50)), p99: sumOf(layers.map(({ p99 }) => p99)) }, whole)],
    ],
  );
}

function rowTable({ rows }: SimulationReport): string {
  const whole = sumOf(rows);
  return table(
    [{ title: 'path', align: 'left' }, { title: 'layer', align: 'left' }, { title: 'visits', align: 'right' }, ...TIMES],
    rows.map((row) => [row.row, row.layer, formatNumber(row.visits), ...times(row, whole)]),
  );
}

const LEGEND =
  'means of one operation · share of the mean response · at p50, p99: waiting and service of the operations around it';

function times({ waitingNs, serviceNs, p50, p99 }: Omit<PathLine, 'layer'>, whole: Stay): string[] {
  const share = total(whole) === 0 ? 0 : (waitingNs + serviceNs) / total(whole);
  return [shown(waitingNs), shown(serviceNs), formatShare(share), shown(total(p50)), shown(total(p99))];
}

function shown(ns: number): string {
  if (ns === 0) return '–';
  return ns < 1 ? '< 1 ns' : formatNs(ns);
}

function total({ waitingNs, serviceNs }: Stay): number {
  return waitingNs + serviceNs;
}

function sumOf(stays: readonly Stay[]): Stay {
  return {
    waitingNs: stays.reduce((sum, { waitingNs }) => sum + waitingNs, 0),
    serviceNs: stays.reduce((sum, { serviceNs }) => sum + serviceNs, 0),
  };
}

function notes(report: SimulationReport): string[] {
  return [
    ...report.pools.map(poolLine),
    ...failureLines(report),
    ...contenderLines(report),
    ...busiestLines(report),
    ...boundLines(report),
    dim(
      `${report.operations} operations after ${report.warmUp} to warm up, seed ${report.seed}: ${formatNs(report.simulatedNs)} in ${report.events} events`,
    ),
  ];
}

function poolLine({ pool, slots, meanUsed, highWater, full }: SimulationReport['pools'][number]): string {
  const text = `${pool}  ${formatNumber(meanUsed)} of ${slots} slots used on average, at most ${highWater}`;
  return full === 0 ? `${text}, never full` : yellow(`${text}; full ${full}×`);
}

function failureLines({ completed, failed, parked }: SimulationReport): string[] {
  const all = completed + failed;
  const failures = `failed  ${failed} of ${all} operations (${formatShare(failed / all)}), in no latency: the pool was full`;
  const { operations, share, meanNs, maxNs } = parked;
  const took = meanNs === null || maxNs === null ? '' : `; they took ${formatNs(meanNs)} on average, at most ${formatNs(maxNs)}`;
  return [
    ...(failed === 0 ? [] : [red(failures)]),
    ...(operations === 0 ? [] : [yellow(`parked  ${operations} operations (${formatShare(share)}) until a timer${took}`)]),
  ];
}

function contenderLines({ contenders }: SimulationReport): string[] {
  return contenders.map(({ name, throughputPerSecond, failed, meanNs }) => {
    const latency = meanNs === null ? '' : `, mean ${formatNs(meanNs)}`;
    return `${name}  ${formatRate(throughputPerSecond, 'requests')}${latency}${failed === 0 ? '' : `, ${failed} dropped: the pool was full`}`;
  });
}

/** Where it would help to have more. */
const BUSIEST = 3;

/** Stations that differ in their number only, like the workers of several queues, count as one. */
function busiestLines({ stations }: SimulationReport): string[] {
  const kinds = new Map<string, { names: string[]; utilisation: number }>();
  for (const { station, utilisation } of stations) {
    if (utilisation === null || utilisation === 0) continue;
    const kind = station.replaceAll(/\d+/g, '*');
    const { names, utilisation: most } = kinds.get(kind) ?? { names: [], utilisation: 0 };
    kinds.set(kind, { names: [...names, station], utilisation: Math.max(most, utilisation) });
  }
  const busiest = [...kinds]
    .toSorted(([, a], [, b]) => b.utilisation - a.utilisation)
    .slice(0, BUSIEST)
    .map(([kind, { names, utilisation }]) => `${names.length === 1 ? names[0] : kind} ${formatShare(utilisation)}`);
  return busiest.length === 0 ? [] : [`busiest  ${busiest.join(', ')}`];
}

function boundLines({ bounds }: SimulationReport): string[] {
  if (bounds === null) return [];
  const knee = bounds.kneeClients === null ? '' : `; from ${formatNumber(bounds.kneeClients)} clients on somebody waits`;
  return [
    `bounds  in the long run at most ${formatRate(bounds.throughputPerSecond, 'operations')}, mean at least ${formatNs(bounds.responseNs)}${knee}`,
  ];
}
