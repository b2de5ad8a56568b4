import type { CommonMove, History, HistoryOrder, MachineHistory } from '../core/history.ts';
import { bold, dim, green, red, yellow } from './colour.ts';
import { EMULATED } from './conditions.ts';
import { formatRatio } from './format.ts';
import { cellTables, heading, many, minute, stepName, versionsText } from './history-cells.ts';
import { type Column, table } from './table.ts';
import { terminalText } from './terminal-text.ts';

const TITLES = { time: 'in time', kernel: 'by kernel', wsl: 'by WSL version' } as const satisfies Record<HistoryOrder, string>;

/** `all`: also the cells that did not move. */
export function historyText(history: History, all: boolean): string {
  const parts = history.machines.map((machine) => machineText(machine, history, all));
  return [headline(history), ...parts, ...commonText(history), leftOutText(history), legend(history)]
    .filter((part) => part !== '')
    .join('\n\n')
    .concat('\n');
}

function headline({ machines, by }: History): string {
  const names = new Set(machines.map(({ machine }) => machine));
  const runs = machines.reduce((sum, machine) => sum + machine.runs.length, 0);
  const boots = machines.reduce((sum, machine) => sum + machine.points.length, 0);
  return `${bold('history')} ${TITLES[by]}: ${many(runs, 'run')} in ${many(boots, 'boot')} of ${many(names.size, 'machine')}`;
}

function machineText(machine: MachineHistory, history: History, all: boolean): string {
  const { emulated, setting } = machine;
  const notes = [setting === null ? null : `lab ${setting}`.trimEnd(), emulated === true ? yellow(EMULATED) : null];
  const head = [`${bold('machine')} ${terminalText(machine.machine)}`, ...notes.filter((note) => note !== null)].join(' · ');
  const shown = machine.series.filter(({ verdict }) => all || verdict === 'moved');
  const rest = restLines(machine, history, all).join('\n');
  const parts = [`${head}\n${runsTable(machine)}`, ...cellTables(machine, shown, history.by), ...(rest === '' ? [] : [rest])];
  return parts.join('\n\n');
}

function runsTable({ runs }: MachineHistory): string {
  const hasConditions = runs.some(({ conditions }) => conditions !== null);
  const columns: Column[] = ['boot', 'run', 'started', 'kernel', 'WSL', 'status', ...(hasConditions ? ['conditions'] : [])].map(
    (title) => ({ title, align: title === 'boot' ? 'right' : 'left' }),
  );
  const rows = runs.map((run) => [
    run.points.length === 0 ? '–' : run.points.map((index) => index + 1).join(','),
    run.id,
    minute(run.startedAt),
    run.kernel ?? 'unknown',
    run.wsl ?? '–',
    run.status,
    run.conditions ?? '',
  ]);
  return table(
    columns,
    rows.map((row) => row.map(terminalText)),
  );
}

/** The cells that are not in the table, in a line for each reason. */
function restLines({ series }: MachineHistory, { rule: { fewest } }: History, all: boolean): string[] {
  if (series.length === 0) return [dim('no valid samples')];
  if (all) return [];
  const unmoved = series.filter(({ verdict }) => verdict === 'no-change-found');
  const few = series.filter(({ verdict }) => verdict === 'too-few');
  const needed = [...new Set(few.map((cell) => cell.needed))].sort((a, b) => a - b);
  return [
    ...(unmoved.length === 0 ? [] : [`${many(unmoved.length, 'cell')}: no change found; --all shows them`]),
    ...(few.length === 0 ? [] : [yellow(`${many(few.length, 'cell')}: ${neededText(needed, fewest)}`)]),
  ];
}

function commonText({ common, by }: History): string[] {
  if (common.length === 0) return [];
  const lines = common.map((move) => {
    const { machines, searched, direction, between, ratios } = move;
    const colour = direction === 'slower' ? red : green;
    const size = `${formatRatio(ratios.least)} to ${formatRatio(ratios.most)}`;
    const where = `moved on ${machines.length} of ${many(searched, 'machine')}`;
    return `  ${terminalText(`${stepName(move)} on ${move.transport}`)}: ${where} ${terminalText(spanText(between, by))}, ${colour(direction)}, ${size} ${dim(terminalText(heading(move)))}`;
  });
  return [[bold('on several machines'), ...lines].join('\n')];
}

function spanText({ after, before }: CommonMove['between'], by: HistoryOrder): string {
  if (by !== 'time')
    return after === before ? `within ${after ?? 'unknown'}` : `between ${versionsText(after, before).replace(' → ', ' and ')}`;
  return `between ${minute(after ?? '')} and ${minute(before ?? '')}`;
}

function leftOutText({ leftOut: { retracted, duplicates, unreadable } }: History): string {
  const parts = [
    retracted.length === 0 ? null : `${many(retracted.length, 'run')} retracted`,
    duplicates.length === 0 ? null : `${many(duplicates.length, 'copy', 'copies')} of a run that is here already`,
    unreadable.length === 0 ? null : many(unreadable.length, 'unreadable run'),
  ].filter((part) => part !== null);
  return parts.length === 0 ? '' : yellow(`left out: ${parts.join(', ')}`);
}

function legend({ rule: { alpha, tests, fewest, smallest } }: History): string {
  const what = 'median of a boot: mean time per operation (of the whole, for commands) · bars are logarithmic, │ is a change';
  const how = `a change is ${smallest * 100} % or more between levels of ${fewest} boots or more`;
  return dim(
    `${what}\n${how} · ${alpha * 100} % false alarms at most are the aim over all ${many(tests, 'series', 'series')} of this report`,
  );
}

/** `a change needs 4 boots on each side, 1 to 3 are missing`; the numbers ascend. */
function neededText(missing: readonly number[], fewest: number): string {
  const [least = 0, most = 0] = [missing[0], missing.at(-1)];
  const count = least === most ? `${least} ${least === 1 ? 'is' : 'are'}` : `${least} to ${most} are`;
  return `a change needs ${many(fewest, 'boot')} on each side, ${count} missing`;
}
