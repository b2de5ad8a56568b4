import type { Summary } from '../core/summary.ts';
import { dim, red, yellow } from './colour.ts';
import { FOOTNOTE_CODE, primaryRows } from './run-table.ts';
import { terminalText } from './terminal-text.ts';

const COLOUR = { error: red, warn: yellow, info: dim } as const;

/** Every warning with its evidence, but for the one that the footnote tells. */
export function warningLines(summaries: readonly Summary[]): string {
  const lines = primaryRows(summaries).flatMap((row) =>
    row.warnings
      .filter(({ code }) => code !== FOOTNOTE_CODE)
      .map(({ severity, message, evidence }) =>
        COLOUR[severity](`  ${row.workload}/${row.operation} on ${row.target}: ${message} (${terminalText(evidence)})`),
      ),
  );
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}
