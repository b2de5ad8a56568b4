import type { Summary } from '../core/summary.ts';
import { describe } from '../stats/describe.ts';
import { dim, green, red, yellow } from './colour.ts';
import { configurationName, EMULATED } from './conditions.ts';
import { formatDuration, formatNs, formatRatio } from './format.ts';
import type { BootReport } from './lab-document.ts';
import { primaryRows } from './run-table.ts';
import { type Column, table } from './table.ts';
import { terminalText } from './terminal-text.ts';

/** A boot with the figures of its run; none where it left no run. */
export interface BootWithFigures {
  readonly report: BootReport;
  readonly summaries: readonly Summary[];
  readonly emulated: boolean | null;
}

/** `boot 2/9  6.12 pool=none  complete in 95 s: run 2026…` */
export function bootLine(report: BootReport, boots: number): string {
  const { status, run, reason, seconds } = report;
  const colour = { ran: run?.status === 'complete' ? green : yellow, failed: red, interrupted: yellow }[status];
  const told = [`${colour(outcome(report))} in ${formatDuration(seconds)}`, run === null ? null : `run ${run.id}`, reason];
  return `boot ${report.boot}/${boots}  ${configurationName(report)}  ${told
    .filter((part) => part !== null)
    .map((part, index) => (index === 0 ? part : terminalText(part)))
    .join(': ')}\n`;
}

function outcome({ status, run }: BootReport): string {
  return status === 'ran' ? (run?.status ?? 'no run') : status;
}

/** One line per boot, in the order of execution; the figures of one line belong together, those of one column to different boots. */
export function bootsTable(boots: readonly BootWithFigures[]): string {
  const mounts = [...new Set(boots.flatMap(({ summaries }) => [...ratios(summaries).keys()]))];
  const columns: Column[] = [
    { title: 'boot', align: 'right' },
    { title: 'configuration', align: 'left' },
    { title: 'kernel', align: 'left' },
    { title: 'status', align: 'left' },
    { title: 'user space', align: 'right' },
    { title: 'first sample', align: 'right' },
    ...mounts.map((title): Column => ({ title, align: 'right' })),
    { title: 'run', align: 'left' },
  ];
  const rows = boots.map(({ report, summaries }) => {
    const known = ratios(summaries);
    return [
      String(report.boot),
      configurationName(report),
      terminalText(report.release),
      outcome(report),
      report.userSpaceNs === null ? '–' : formatNs(report.userSpaceNs),
      report.firstSampleNs === null ? '–' : formatNs(report.firstSampleNs),
      ...mounts.map((mount) => {
        const ratio = known.get(mount);
        return ratio === undefined ? '–' : formatRatio(ratio);
      }),
      report.run === null ? '–' : report.run.id,
    ];
  });
  const label = boots.some(({ emulated }) => emulated === true) ? `${yellow(EMULATED)}\n` : '';
  return `${table(columns, rows)}\n${dim(LEGEND)}\n${label}`;
}

const LEGEND =
  'columns of mounts: × times native, the median over all operations of the run · times from the start of the kernel';

/** How many times slower than native a mount is, over everything that was measured on both. */
function ratios(summaries: readonly Summary[]): ReadonlyMap<string, number> {
  const values = new Map<string, number[]>();
  for (const { target, transport, ratioToNative } of primaryRows(summaries)) {
    if (ratioToNative === null || transport === 'native') continue;
    values.set(target, [...(values.get(target) ?? []), ratioToNative]);
  }
  return new Map([...values].map(([target, list]) => [target, describe(list)?.median ?? Number.NaN]));
}
