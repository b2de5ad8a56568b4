import { terminalText } from './terminal-text.ts';

const PUNCTUATION = /[\\`*_[\]<>|~&]/g;
/** What GitHub makes a link or a mention of without any markup: `https://`, `www.`, `@name`. */
const AUTOMATIC = /:(?=\/\/)|\bwww(?=\.)|@(?=\w)/gi;
const ZERO_WIDTH_SPACE = '\u200b';

/** Text of unknown origin, safe inside a paragraph, a heading or a cell of a table: no markup, HTML, link or new line comes from it. */
export function markdownText(text: string): string {
  return terminalText(text)
    .replace(PUNCTUATION, (character) => `\\${character}`)
    .replace(AUTOMATIC, (start) => start + ZERO_WIDTH_SPACE);
}
