/** Who and what must not be in anything that leaves the machine. Empty strings are ignored. */
export interface Secrets {
  readonly userName: string;
  readonly homeDirectory: string;
  readonly hostName: string;
  readonly machineId: string;
  /** Of Windows: the folder under `C:\Users`. */
  readonly windowsUsers: readonly string[];
}

export type Redact = (text: string) => string;

/** Names that thousands share, and words that a mount table is made of: replacing those would hide nobody and break everything. */
const PUBLIC_NAMES: ReadonlySet<string> = new Set(
  (
    'root user users admin administrator public default ubuntu debian node vagrant localhost wsl host ' +
    'dev mnt proc sys tmp run usr opt var etc home lib init data cache docker snap git npm drvfs drivers tools virtiofs ext4 tmpfs overlay ' +
    'client access trans path metadata windows system32 linux microsoft version gcc clang intel amd disabled enabled true false'
  ).split(' '),
);
/** Shorter names are only replaced inside paths: `rw` or `c` as a name would destroy everything. */
const SHORTEST_WORD = 3;

export const EMAIL = /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g;
const HOME = /(\/home\/)[^/\s,;:"']+/g;
/** `/Users/name` and `C:\134Users\134name`, where a space ends the field and is itself printed as `\040`. */
const WINDOWS_HOME_ESCAPED = /((?:\\134|\/)Users(?:\\134|\/))((?:\\040|[^\\/\s",;])+)/gi;
/** `C:\Users\name`, also with the two backslashes of .wslconfig; names have spaces, and `mount` goes on with ` on /`. */
const WINDOWS_HOME_RAW = /(\\{1,2}Users\\{1,2})([^\\/\r\n",;)]+?)(?=[\\/\r\n",;)]| on \/|$)/gi;
/** Server of a UNC path: `UNC\server\`, `\\server\`, `\134\134server\134`, `//server/`. */
const UNC = /(\bUNC\\|(?<![\w\\:])\\\\(?=[\w.-]+\\)|\\134\\134|(?<=\s)\/\/)([\w.-]+)(?=\\|\/)/g;
export const KEPT_EMAILS: ReadonlySet<string> = new Set(['Microsoft@Microsoft.com']);

/** False for words that must stay readable, because they name nobody. */
export function isTelling(word: string, vocabulary: ReadonlySet<string>): boolean {
  const plain = word.toLowerCase();
  return word.length >= SHORTEST_WORD && !PUBLIC_NAMES.has(plain) && !vocabulary.has(plain);
}

/** The word on its own, in any case. */
export function wordPattern(word: string): RegExp {
  return new RegExp(`(?<![A-Za-z0-9])${escaped(word)}(?![A-Za-z0-9])`, 'gi');
}

/**
 * Replaces people, machines and folders of people, the same thing by the same word. Words of the `vocabulary` (in lower case) are only
 * replaced inside paths.
 */
export function redactor(secrets: Secrets, vocabulary: ReadonlySet<string> = new Set()): Redact {
  // Two people stay two people, or one's .wslconfig would be written over the other's.
  const windowsUser = (name: string): string => {
    const index = secrets.windowsUsers.findIndex((known) => known.toLowerCase() === name.replaceAll('\\040', ' ').toLowerCase());
    return index <= 0 ? 'user' : `user${index + 1}`;
  };
  const profile = (_: string, before: string, name: string): string =>
    before + (/^user\d*$/.test(name) ? name : windowsUser(name));
  const words = [
    [secrets.machineId, 'machine-id'],
    [secrets.hostName, 'host'],
    [secrets.userName, 'user'],
    ...secrets.windowsUsers.map((name) => [name, windowsUser(name)] as const),
  ] as const;
  const patterns = words
    // The longest first: a name may begin with another.
    .toSorted(([a], [b]) => b.length - a.length)
    .filter(([word]) => isTelling(word, vocabulary))
    .map(([word, name]) => [wordPattern(word), name] as const);
  const home = secrets.homeDirectory.length > 1 && secrets.homeDirectory !== '/root' ? secrets.homeDirectory : null;

  return (text) => {
    let result = home === null ? text : text.replaceAll(home, '/home/user');
    // Known names first: they may hold spaces, at which a path in a mount table ends.
    for (const [pattern, name] of patterns) result = result.replace(pattern, name);
    result = result
      .replace(HOME, '$1user')
      .replace(WINDOWS_HOME_ESCAPED, profile)
      .replace(WINDOWS_HOME_RAW, profile)
      .replace(UNC, '$1server');
    return result.replace(EMAIL, (email) => (KEPT_EMAILS.has(email) ? email : 'user@example.com'));
  };
}

function escaped(word: string): string {
  return word.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
}
