import type { Complaint } from '../core/errors.ts';
import { bold, red } from './colour.ts';
import { printable } from './format.ts';

/** Four lines that let the user help himself. */
export function complaintText({ what, got, expected, fix }: Complaint): string {
  return `${red(bold(printable(what)))}\n  got       ${printable(got)}\n  expected  ${printable(expected)}\n  fix       ${printable(fix)}\n`;
}
