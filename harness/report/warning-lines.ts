import type { Finding } from '../core/finding.ts';
import type { Summary } from '../core/summary.ts';
import { dim, red, yellow } from './colour.ts';
import { FOOTNOTE_CODE, primaryRows } from './run-table.ts';
import { terminalText } from './terminal-text.ts';

const COLOUR = { error: red, warn: yellow, info: dim } as const;
const SEVERITIES = ['error', 'warn', 'info'] as const;

/** More rows than these are counted. */
const MOST_NAMED = 2;

interface Warned {
  readonly where: string;
  readonly finding: Finding;
}

/**
 * Every warning with its evidence, the worst first, each kind followed by what can be done. What many rows have alike is said once. The
 * one that the footnote tells is left out.
 */
export function warningLines(summaries: readonly Summary[]): string {
  const all = primaryRows(summaries).flatMap((row) =>
    row.warnings
      .filter(({ code }) => code !== FOOTNOTE_CODE)
      .map((finding): Warned => ({ where: `${row.workload}/${row.operation} on ${row.target}`, finding })),
  );
  const lines = SEVERITIES.flatMap((severity) => {
    const kinds = groupBy(
      all.filter(({ finding }) => finding.severity === severity),
      ({ finding }) => finding.code,
    );
    return [...kinds.values()].flatMap(kindLines).map((line) => COLOUR[severity](line));
  });
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}

function kindLines(warned: readonly Warned[]): string[] {
  const alike = groupBy(warned, ({ finding }) => `${finding.message} (${terminalText(finding.evidence)})`);
  const lines = [...alike].map(([text, list]) => `  ${place(list)}: ${text}`);
  const remedies = new Set(warned.map(({ finding }) => finding.remedy));
  return [...lines, ...[...remedies].map((remedy) => `    → ${terminalText(remedy)}`)];
}

function place(warned: readonly Warned[]): string {
  const places = warned.map(({ where }) => where);
  return terminalText(places.length > MOST_NAMED ? `${places.length} rows` : places.join(', '));
}

function groupBy<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(key(item), [...(groups.get(key(item)) ?? []), item]);
  return groups;
}
