import type { Attribution, WhatIf } from '../core/attribution.ts';
import { bold, dim, green } from './colour.ts';
import { formatNs, formatShare } from './format.ts';
import { signedNs } from './layer-words.ts';
import { type Column, table } from './table.ts';
import { terminalText } from './terminal-text.ts';
import { wrapped } from './wrapped.ts';

const COLUMNS: readonly Column[] = [
  { title: '', align: 'left' },
  { title: 'now', align: 'right' },
  { title: 'then', align: 'right' },
  { title: 'change', align: 'right' },
  { title: '95 % interval', align: 'left' },
];

/** The effect depends on what else was changed before: the mean over all orders, with that of being the first change and the last. */
const ANY_ORDER: Column = { title: 'in any order', align: 'left' };

/** Of the time that an operation takes; less is no change that anybody could measure. */
const NOTABLE = 0.001;

/** What the model says of each change on its own: where it changes something, and where it does not. */
export function whatIfLines(all: Attribution['whatIfs']): string[] {
  const changes = all.flatMap(({ target, operation, baseNs, whatIfs }) =>
    whatIfs.map((change): Change => ({ ...change, target, operation, baseNs })),
  );
  const kinds = [...new Set(changes.map(nameOf))];
  const blocks = kinds.flatMap((name) =>
    changeLines(
      name,
      changes.filter((change) => nameOf(change) === name),
    ),
  );
  return blocks.length === 0 ? [] : ['', bold('what if, by the model'), ...blocks];
}

interface Change extends WhatIf {
  readonly target: string;
  readonly operation: string;
  readonly baseNs: number;
}

function nameOf({ target, title }: Change): string {
  return `${target}: ${title}`;
}

function changeLines(name: string, changes: readonly Change[]): string[] {
  const notable = changes.filter(({ changeNs, baseNs }) => Math.abs(changeNs) >= NOTABLE * baseNs);
  if (notable.length === 0) return [`  ${terminalText(name)}: ${dim('changes none of these operations')}`];
  const rows = notable.map(({ operation, baseNs, changeNs, lowNs, highNs, shapley }) => [
    `    ${operation}`,
    formatNs(baseNs),
    formatNs(Math.max(0, baseNs + changeNs)),
    `${changeNs < 0 ? '−' : '+'}${formatShare(Math.abs(changeNs) / baseNs)}`,
    lowNs === null || highNs === null ? '' : `${signed(lowNs)} to ${signed(highNs)}`,
    interplay(shapley, baseNs),
  ]);
  const columns = rows.some((row) => row.at(-1) !== '') ? [...COLUMNS, ANY_ORDER] : COLUMNS;
  return [
    `  ${terminalText(name)}`,
    table(
      columns,
      rows.map((row) => row.map(terminalText)),
    ),
  ];
}

/** Nothing where the order makes no difference. */
function interplay(shapley: WhatIf['shapley'], baseNs: number): string {
  if (shapley === null) return '';
  const { shareNs, firstInNs, lastInNs } = shapley;
  if (Math.abs(firstInNs - lastInNs) < NOTABLE * baseNs) return '';
  return `${signed(shareNs)} (first ${signed(firstInNs)}, last ${signed(lastInNs)})`;
}

/** Largest gain first. */
export function adviceLines(advice: Attribution['advice'], width: number): string[] {
  if (advice.length === 0) return [];
  const lines = advice.flatMap(({ title, command, gainNs, lowNs, highNs, operation, detail }) => {
    const interval = lowNs === null || highNs === null ? '' : `, ${signed(lowNs)} to ${signed(highNs)}`;
    const gain = gainNs === null ? '' : ` (${formatNs(Math.max(0, gainNs))} of each ${operation ?? 'operation'}${interval})`;
    return [
      `  ${bold(terminalText(title))}${terminalText(gain)}`,
      ...(command === null ? [] : command.split('\n').map((line) => `    ${green(terminalText(line))}`)),
      ...wrapped(`    ${terminalText(detail)}`, width, '    ').map(dim),
    ];
  });
  return ['', bold('advice'), ...lines];
}

function signed(ns: number): string {
  return ns > 0 ? `+${formatNs(ns)}` : signedNs(ns);
}
