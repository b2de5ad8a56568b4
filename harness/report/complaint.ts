import type { Complaint } from '../core/errors.ts';
import { bold, red } from './colour.ts';
import { terminalText } from './terminal-text.ts';

/** Four lines that let the user help himself. */
export function complaintText({ what, got, expected, fix }: Complaint): string {
  return `${red(bold(terminalText(what)))}\n  got       ${terminalText(got)}\n  expected  ${terminalText(expected)}\n  fix       ${terminalText(fix)}\n`;
}
