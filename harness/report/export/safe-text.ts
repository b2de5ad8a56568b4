import { terminalText } from '../terminal-text.ts';

/**
 * A results folder may hold any text where a name is expected, and every format has other characters that end a name, a field or a line,
 * or start a formula, a link or a mention. Names keep letters, digits, `.`, `_`, and `-` and `+` inside; every other byte becomes `%XX`, as in
 * URLs: nothing is left to escape in any format, and different names stay different.
 */
export function safePart(text: string): string {
  if (text === '') return '%';
  return [...Buffer.from(text, 'utf8')]
    .map((byte, index) => (isPlain(byte, index) ? String.fromCharCode(byte) : hex(byte)))
    .join('');
}

/** A leading `-` would be an option to a program, or, as `+`, the beginning of a formula. */
function isPlain(byte: number, index: number): boolean {
  const character = String.fromCharCode(byte);
  return /[A-Za-z0-9._]/.test(character) || (/[-+]/.test(character) && index > 0);
}

function hex(byte: number): string {
  return `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
}

/** Text to be read, in one line. */
export function lineText(text: string): string {
  return terminalText(text).trim();
}
