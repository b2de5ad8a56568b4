import type { Attribution } from '../core/attribution.ts';
import { dim, yellow } from './colour.ts';
import { formatRatio } from './format.ts';
import { terminalText } from './terminal-text.ts';
import { wrapped } from './wrapped.ts';

/** What the figures rest on, and what is not there. */
export function evidenceLines({ evidence, tracingCost }: Attribution, width: number): string[] {
  const names = Math.max(...evidence.map(({ kind }) => kind.length), 'tracing'.length);
  const indent = ' '.repeat(names + 6);
  const costs = tracingCost.map(({ target, ratio }) => `${formatRatio(ratio)} on ${terminalText(target)}`);
  const cost = `    ${'tracing'.padEnd(names)}  made operations longer: ${costs.join(', ')}; no figure above contains it`;
  return [
    ...evidence.flatMap(({ kind, available, detail }) => {
      const lines = wrapped(`  ${available ? '✓' : '–'} ${kind.padEnd(names)}  ${terminalText(detail)}`, width, indent);
      return available ? lines : lines.map(dim);
    }),
    ...(costs.length === 0 ? [] : wrapped(cost, width, indent)),
  ];
}

/** Each kind once, with how often it was found. */
export function warningLines({ cells }: Attribution, width: number): string[] {
  const found = cells.flatMap(({ operation, target, warnings }) =>
    warnings.map(({ message, evidence }) => ({ message, evidence, where: `${operation} on ${target}` })),
  );
  const messages = [...new Set(found.map(({ message }) => message))];
  return messages.flatMap((message) => {
    const own = found.filter((warning) => warning.message === message);
    const [first] = own;
    const count = own.length === 1 ? '' : `${own.length} operations, first `;
    return wrapped(`  ! ${terminalText(`${message}: ${count}${first?.where} (${first?.evidence})`)}`, width, '    ').map(yellow);
  });
}
