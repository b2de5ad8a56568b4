/** C0 and C1 controls, DEL, and the marks that reorder what is shown: a mount point or a release can hold them. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not reach a terminal
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** Text of unknown origin, safe to print in one line. */
export function terminalText(text: string): string {
  return text.replace(UNSAFE, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** One JSON document. JSON escapes only the C0 controls; the others mean the same to a parser when they are escaped as well. */
export function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2).split('\n').map(terminalText).join('\n')}\n`;
}
