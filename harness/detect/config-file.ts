import type { ConfigWarning } from '../core/environment.ts';

interface ConfigAssignment {
  /** `section.key` as written. */
  readonly key: string;
  readonly value: string;
  readonly line: number;
}

export interface ConfigText {
  readonly assignments: readonly ConfigAssignment[];
  readonly warnings: readonly ConfigWarning[];
}

const LETTER = /^[A-Za-z]$/;
const LETTER_OR_DIGIT = /^[A-Za-z0-9]$/;
const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\', '"': '"', b: '\b', n: '\n', t: '\t', '\n': '' };

/**
 * `.wslconfig` and `/etc/wsl.conf`, read as WSL reads them: ParseConfigFile() in src/shared/configfile/configfile.cpp. Its
 * surprises are kept, because the question is what WSL made of the file: only `#` starts a comment, and a line with any other
 * backslash than `\\ \" \b \n \t` or one at its end is dropped whole, which is how `kernel=C:\Users…` silently boots the stock kernel.
 */
export function parseConfigText(text: string): ConfigText {
  // Windows opens the file in text mode; Linux would trip over the CR, which is worth no second behaviour here.
  const source = text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n');
  const assignments: ConfigAssignment[] = [];
  const warnings: ConfigWarning[] = [];
  let section = '';
  let at = 0;
  let line = 1;

  while (at < source.length) {
    const start = line;
    at = skipSpaces(source, at);
    const first = source[at] ?? '\n';
    if (first === '\n' || first === '#') {
      skipLine();
    } else if (first === '[') {
      readSection(start);
    } else if (LETTER.test(first)) {
      readAssignment(start);
    } else {
      drop('invalid-line', start, `expected a letter, a section or # but found ${JSON.stringify(first)}`);
    }
  }
  return { assignments, warnings };

  function readSection(start: number): void {
    const end = endOfName(source, at + 1);
    const name = source.slice(at + 1, end);
    if (!LETTER.test(name[0] ?? '') || source[end] !== ']') {
      drop('invalid-line', start, 'expected [section] of letters and digits');
      return;
    }
    at = skipSpaces(source, end + 1);
    const next = source[at] ?? '\n';
    if (next !== '\n' && next !== '#') {
      drop('invalid-line', start, 'expected the end of the line after [section]');
      return;
    }
    section = name;
    skipLine();
  }

  function readAssignment(start: number): void {
    const end = endOfName(source, at);
    const key = section === '' ? source.slice(at, end) : `${section}.${source.slice(at, end)}`;
    at = skipSpaces(source, end);
    if (source[at] !== '=') {
      drop('invalid-line', start, `expected = after ${key}`);
      return;
    }
    at = skipSpaces(source, at + 1);
    const value = readValue(key, start);
    if (value !== null) assignments.push({ key, value, line: start });
  }

  /** Null when the line is dropped. Leaves `at` behind the line's end. */
  function readValue(key: string, start: number): string | null {
    let value = '';
    // Length without trailing spaces; a closing quote protects the spaces before it.
    let kept = 0;
    let quoted = false;
    for (; at < source.length && source[at] !== '\n'; at++) {
      const character = source[at] ?? '';
      if (character === '#' && !quoted) break;
      if (character === '"') {
        quoted = !quoted;
      } else if (character === '\\') {
        at++;
        const meaning = ESCAPES[source[at] ?? ''];
        if (meaning === undefined) {
          drop('bad-escape', start, `${key}: \\${source[at] ?? ''} is no escape, so WSL ignores the whole line`);
          return null;
        }
        if (source[at] === '\n') line++;
        value += meaning;
      } else {
        value += character;
      }
      if (character !== ' ' && character !== '\t') kept = value.length;
    }
    if (quoted) {
      drop('invalid-line', start, `${key}: a quotation mark is never closed`);
      return null;
    }
    skipLine();
    return value.slice(0, kept);
  }

  function drop(code: ConfigWarning['code'], where: number, message: string): void {
    warnings.push({ code, line: where, message });
    skipLine();
  }

  function skipLine(): void {
    const end = source.indexOf('\n', at);
    at = end < 0 ? source.length : end + 1;
    line++;
  }
}

function skipSpaces(text: string, from: number): number {
  let at = from;
  while (text[at] === ' ' || text[at] === '\t') at++;
  return at;
}

function endOfName(text: string, from: number): number {
  let at = from;
  while (LETTER_OR_DIGIT.test(text[at] ?? '')) at++;
  return at;
}
