import { EMAIL, isTelling, KEPT_EMAILS, type Secrets, wordPattern } from '../../core/redaction.ts';

export interface Leak {
  readonly file: string;
  /** What kind of thing was found; the thing itself is not repeated. */
  readonly kind: string;
  /** From 1. */
  readonly line: number;
}

/** The last look at the bytes that would be sent: rules that missed a field must not cost anybody his name. */
export interface LeakSearch {
  readonly secrets: Secrets;
  readonly vocabulary: ReadonlySet<string>;
  /** Whole paths that name something, such as the targets'. */
  readonly paths: readonly string[];
}

/** A payload is random letters, in which any short name stands sooner or later. What it holds was decoded as a histogram. */
const PAYLOAD = /^((?:#\[Invalid: [^\]]*\] )?Tag=[^,]*,[^,]*,[^,]*,[^,]*,)[A-Za-z0-9+/=]+$/gm;

export function leaksIn(file: string, bytes: Uint8Array, search: LeakSearch): Leak[] {
  const text = Buffer.from(bytes).toString('utf8').replace(PAYLOAD, '$1');
  return patterns(search).flatMap(([kind, pattern]) => {
    const at = firstOf(text, pattern);
    return at < 0 ? [] : [{ file, kind, line: text.slice(0, at).split('\n').length }];
  });
}

type Pattern = readonly [kind: string, pattern: RegExp];

function patterns({ secrets, vocabulary, paths }: LeakSearch): Pattern[] {
  const { userName, hostName, machineId, homeDirectory, windowsUsers } = secrets;
  const words: readonly (readonly [string, string])[] = [
    ['the user name', userName],
    ['the host name', hostName],
    ["the machine's id", machineId],
    ...windowsUsers.map((name) => ['the name of a Windows user', name] as const),
  ];
  const places = [...paths, ...(homeDirectory.length > 1 && homeDirectory !== '/root' ? [homeDirectory] : [])];
  return [
    ...words.filter(([, word]) => isTelling(word, vocabulary)).map(([kind, word]): Pattern => [kind, wordPattern(word)]),
    ...places.map((place): Pattern => ['a path of this machine', new RegExp(escaped(place), 'g')]),
    ['a home folder', /\/home\/(?!user\d*(?:[/\s",;:')]|$)|hidden-|mntbench\b)[^/\s"]/g],
    ['a folder of a Windows user', /[\\/]Users(?:\\\\|[\\/])(?!user\d*(?:[\\/\s",;:')]|$)|hidden-)[^\\/\s"]/gi],
    ['an e-mail address', EMAIL],
  ];
}

const HARMLESS_EMAILS: ReadonlySet<string> = new Set([...KEPT_EMAILS, 'user@example.com']);

function firstOf(text: string, pattern: RegExp): number {
  for (const match of text.matchAll(pattern)) if (!HARMLESS_EMAILS.has(match[0])) return match.index;
  return -1;
}

function escaped(text: string): string {
  // As it stands in JSON, in which backslashes are doubled.
  return JSON.stringify(text)
    .slice(1, -1)
    .replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
}
