import { isPublicOption, isPublicPart, PUBLIC_HOST } from './public-words.ts';

/** Hides what may be a name in paths and texts that hold paths; the same name by the same word within one run. */
export interface Hider {
  /** The whole text is a path of Linux or Windows, or the name of what is mounted. */
  path(text: string): string;
  /** Mount options, as the kernel prints them. */
  options(text: string): string;
  /** Any text. Paths in it start with a slash, a drive or two backslashes. */
  text(text: string): string;
}

const UNIX_PATH = /(?<![\w.:/\\<-])\/[^\s"'`,;:|()<>=*]+/g;
const KERNEL_PATH = /^\/(?:proc\/(?!\d)|sys\/(?!fs\/cgroup\/))[\w./-]*$/;
/** To the end of what may be one: parts of Windows paths have spaces. */
const WINDOWS_PATH = /(?<![A-Za-z0-9])(?:[A-Za-z]:(?:\\|\/(?!\/))|\\\\)[^"'`,;|<>\r\n]*/g;
const ADDRESS = /\bhttps?:\/\/[^\s"'`<>]+/gi;

/** `places`: whole paths and what stands for them, such as the target's. */
export function hider(places: ReadonlyMap<string, string>): Hider {
  const words = new Map<string, string>();
  const hidden = (part: string): string => {
    const word = words.get(part) ?? `hidden-${words.size + 1}`;
    words.set(part, word);
    return word;
  };
  const known = [...places]
    .toSorted(([a], [b]) => b.length - a.length)
    .map(([place, name]) => [new RegExp(`(?<![\\w.-])${escaped(place)}(?![\\w.-])`, 'g'), name] as const);
  const placed = (text: string): string => known.reduce((before, [pattern, name]) => before.replace(pattern, () => name), text);

  const path = (text: string): string => {
    // What the kernel shows there has the same name everywhere.
    if (KERNEL_PATH.test(text)) return text;
    return decoded(text).replace(/[^\\/]+/g, (part) => (isPublicPart(part) ? part : hidden(part)));
  };
  const pathOrPlace = (text: string): string => places.get(text) ?? path(text);
  const options = (text: string): string =>
    decoded(text)
      .split(/([,;])/)
      .map((piece) => option(piece))
      .join('');
  const option = (piece: string): string => {
    const at = piece.indexOf('=');
    const key = at < 0 ? piece : piece.slice(0, at);
    const value = at < 0 ? null : piece.slice(at + 1);
    if (piece === ',' || piece === ';' || piece === '' || isPublicOption(key, value)) return piece;
    if (value === null) return path(piece);
    return `${/^[a-z][a-z0-9_]{0,24}$/.test(key) ? key : hidden(key)}=${path(value)}`;
  };
  const text = (raw: string): string =>
    placed(raw)
      .replace(ADDRESS, (address) => (PUBLIC_HOST.test(address) ? address : `https://${hidden(address)}`))
      .replace(WINDOWS_PATH, path)
      .replace(UNIX_PATH, path);
  return { path: pathOrPlace, options, text };
}

/** The kernel writes spaces, tabs, line ends and backslashes of paths in octal. */
function decoded(text: string): string {
  return text.replace(/\\(040|011|012|134)/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
}
