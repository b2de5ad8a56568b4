import type { Attribution } from '../core/attribution.ts';
import { adviceLines, whatIfLines } from './advice-lines.ts';
import { besideLines } from './attribution-beside.ts';
import type { CellChoice } from './attribution-cells.ts';
import { evidenceLines, warningLines } from './attribution-evidence.ts';
import { mountLines } from './attribution-mount.ts';
import { bold, dim, red, yellow } from './colour.ts';
import { EMULATED } from './conditions.ts';
import { barLegend } from './layer-bar.ts';
import { listed } from './layer-words.ts';
import { terminalText } from './terminal-text.ts';
import { wrapped } from './wrapped.ts';

export interface AttributionTextOptions {
  readonly cells: CellChoice;
  /** What-ifs and advice too. */
  readonly advice: boolean;
  /** Characters in a line. */
  readonly width: number;
}

export function attributionText(attribution: Attribution, { cells, advice, width }: AttributionTextOptions): string {
  const { runs, emulated, mounts } = attribution;
  const ids = runs.map(({ id, status }) => (status === 'complete' ? id : `${id} (${status})`));
  const lines = [
    `${bold('where the time goes')} · ${terminalText(listed(ids))}`,
    ...(emulated === true ? [yellow(`  ${EMULATED}`)] : []),
    ...findingLines(attribution, width),
    '',
    `${barLegend()}`,
    dim('small letters and +: time that may be that of other layers too; ± 95 % interval'),
    ...mounts.flatMap((mount) => mountLines(attribution, mount, cells, width)),
    ...(attribution.beside === null ? [] : besideLines(attribution.beside, cells, width)),
    ...(advice ? [...whatIfLines(attribution.whatIfs), ...adviceLines(attribution.advice, width)] : []),
    '',
    bold('evidence'),
    ...evidenceLines(attribution, width),
    ...warningLines(attribution, width),
  ];
  return `${lines.join('\n')}\n`;
}

function findingLines({ findings }: Attribution, width: number): string[] {
  return findings.flatMap(({ severity, message, remedy }) => [
    ...wrapped(`  ${terminalText(message)}`, width, '  ').map(severity === 'error' ? red : yellow),
    ...wrapped(`    → ${terminalText(remedy)}`, width, '      '),
  ]);
}
