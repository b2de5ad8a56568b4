// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not reach a page
const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** Text of unknown origin as Markdown that shows just this text: no markup, no link, no mention, no HTML, one line. */
export function markdownText(text: string): string {
  return (
    text
      .replace(CONTROLS, ' ')
      .replace(/&/g, '&amp;')
      .replace(/</g, '&lt;')
      .replace(/>/g, '&gt;')
      .replace(/[\\`*_{}[\]#|~]/g, '\\$&')
      // Hosts turn these into links and mentions without any markup.
      .replace(/@/g, '&#64;')
      .replace(/:(?=\/\/)/g, '&#58;')
      .replace(/\bwww\./gi, 'www&#46;')
  );
}

/** Cells are Markdown already. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |\n`).join('');
}
