import { markdownTable, markdownText } from '../core/markdown.ts';
import { type IndexRow, inOrder, type Median } from './index-row.ts';
import { pathOf } from './layout.ts';
import type { MachineFile } from './machine-file.ts';

export interface ReadmeFormats {
  readonly formatNs: (ns: number) => string;
  readonly formatBytes: (bytes: number) => string;
}

/** A page that takes minutes to show helps nobody; index.csv has every run. */
const MOST = { runs: 200, settings: 40 } as const;

/** README.md, made from the runs alone. */
export function readme(
  rows: readonly IndexRow[],
  machines: ReadonlyMap<string, MachineFile>,
  { formatNs, formatBytes }: ReadmeFormats,
): string {
  const all = inOrder(rows);
  const counted = all.filter(({ retracted }) => !retracted);
  return [
    INTRODUCTION(all.length, new Set(all.map(({ machine }) => machine)).size, all.length - counted.length),
    '## Machines\n\n',
    machineTable(all, machines, formatBytes),
    '\n## Kernels\n\n',
    kernelTable(all),
    '\n## Medians\n\n',
    medianTables(counted, formatNs),
    `## Runs\n\n${all.length > MOST.runs ? `The newest ${MOST.runs} of ${all.length}; index.csv has all.\n\n` : ''}`,
    runTable(all),
  ].join('');
}

const INTRODUCTION = (runs: number, machines: number, retracted: number): string => `# Results of mntbench

${runs} run${runs === 1 ? '' : 's'} of ${machines} machine${machines === 1 ? '' : 's'}${retracted === 0 ? '' : `, ${retracted} of them withdrawn`}. \
This page and index.csv are made anew from the runs whenever one is published; changes by hand are lost.

    <machine>/machine.json                 what the machine is; its name says nothing
    <machine>/<kernel>/<run-id>/run.json   machine before and after, plan, seed, inputs, versions, warnings; without names and paths
                               samples.csv, summary.csv, counters.csv, hist/*.hlog: the figures
                               host-probe.json, where the same operations were timed on the far side
                               SHA256SUMS  for \`sha256sum --check SHA256SUMS\` in that folder
                               retracted.json, where the run was withdrawn, with the reason
    schema/                                JSON Schemas of all of these

\`mntbench verify .\` checks every run, and that nothing else lies here.

`;

function machineTable(
  rows: readonly IndexRow[],
  machines: ReadonlyMap<string, MachineFile>,
  formatBytes: ReadmeFormats['formatBytes'],
): string {
  const groups = grouped(rows, ({ machine }) => machine);
  return markdownTable(
    ['machine', 'label', 'platform', 'processor', 'memory', 'kernels', 'runs', 'last run'],
    [...groups].map(([machine, runs]) => {
      const last = runs.at(-1) as IndexRow;
      return [
        `\`${machine}\``,
        markdownText(machines.get(machine)?.label ?? ''),
        markdownText(last.platform ?? '?'),
        markdownText(`${last.cpuModel ?? '?'}${last.cpus === null ? '' : ` (${last.cpus})`}`),
        last.memoryBytes === null ? '?' : formatBytes(last.memoryBytes),
        String(new Set(runs.map(({ kernel }) => kernel)).size),
        String(runs.length),
        last.startedAt.slice(0, 10),
      ];
    }),
  );
}

function kernelTable(rows: readonly IndexRow[]): string {
  return markdownTable(
    ['kernel', 'WSL', 'machines', 'runs', 'transports', 'pool'],
    [...grouped(rows, ({ kernel }) => kernel)]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([kernel, runs]) => [
        markdownText(kernel),
        listed(runs.map(({ wslVersion }) => wslVersion ?? '')),
        String(new Set(runs.map(({ machine }) => machine)).size),
        String(runs.length),
        listed(runs.flatMap(({ transports }) => transports)),
        listed(runs.map(({ pool }) => pool ?? '')),
      ]),
  );
}

/** One table per machine, kernel and pool: figures of different ones do not belong in one column. */
function medianTables(rows: readonly IndexRow[], formatNs: ReadmeFormats['formatNs']): string {
  const settings = [...grouped(rows, ({ machine, kernel, pool }) => [machine, kernel, pool ?? ''].join('\u0000'))].filter(
    ([, runs]) => runs.some(({ medians }) => medians.length > 0),
  );
  if (settings.length === 0) return 'None of the runs measured what this table shows.\n\n';
  const note = settings.length > MOST.settings ? `The newest ${MOST.settings} of ${settings.length} settings.\n\n` : '';
  const about = 'One thread, warm caches; the median of the runs, each of which is a median of its samples.\n\n';
  return (
    about +
    note +
    settings
      .slice(-MOST.settings)
      .map(([, runs]) => medianTable(runs, formatNs))
      .join('')
  );
}

function medianTable(runs: readonly IndexRow[], formatNs: ReadmeFormats['formatNs']): string {
  const [{ machine, kernel, pool }] = runs as [IndexRow, ...IndexRow[]];
  const medians = runs.flatMap((run) => run.medians);
  const transports = [...new Set(medians.map(({ transport }) => transport))].toSorted();
  const emulated = runs.some((run) => run.emulated === true) ? '; emulated processor: compare within one boot only' : '';
  const title = `### \`${machine}\` ${markdownText(kernel)}${pool === null ? '' : `, pool ${markdownText(pool)}`}`;
  const table = markdownTable(
    ['work', ...transports.map(markdownText)],
    [...grouped(medians, ({ work }) => work)].map(([work, ofWork]) => [
      markdownText(work),
      ...transports.map((transport) => middle(ofWork, transport, formatNs)),
    ]),
  );
  return `${title}\n\n${runs.length} run${runs.length === 1 ? '' : 's'}${emulated}\n\n${table}\n`;
}

function middle(medians: readonly Median[], transport: string, formatNs: ReadmeFormats['formatNs']): string {
  const values = medians.filter((median) => median.transport === transport).map(({ medianNs }) => medianNs);
  const sorted = values.toSorted((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  const [low, high] = sorted.length % 2 === 1 ? [sorted[half], sorted[half]] : [sorted[half - 1], sorted[half]];
  return low === undefined || high === undefined ? '' : formatNs((low + high) / 2);
}

function runTable(rows: readonly IndexRow[]): string {
  return markdownTable(
    ['run', 'machine', 'kernel', 'workloads', 'transports', 'pool', 'status'],
    rows
      .slice(-MOST.runs)
      .toReversed()
      .map((row) => [
        `[${row.runId}](${encodeURI(pathOf(row))}/)`,
        `\`${row.machine}\``,
        markdownText(row.kernel),
        markdownText(row.workloads.join(' ')),
        markdownText(row.transports.join(' ')),
        markdownText(row.pool ?? '?'),
        row.retracted ? '**withdrawn**' : `${markdownText(row.status)}${row.emulated === true ? ', emulated' : ''}`,
      ]),
  );
}

function listed(texts: readonly string[]): string {
  return [...new Set(texts.filter((text) => text !== ''))].toSorted().map(markdownText).join(', ');
}

function grouped<T>(items: readonly T[], key: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group === undefined) groups.set(key(item), [item]);
    else group.push(item);
  }
  return groups;
}
