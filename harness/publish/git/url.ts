import { resolve } from 'node:path';
import { UserError } from '../../core/errors.ts';

/** A remote repository as git takes it. */
export interface RemoteUrl {
  readonly url: string;
  /** Without a password. */
  readonly shown: string;
  /** The password itself, for taking it out of what git says; null where there is none. */
  readonly password: string | null;
}

const SCHEMES: ReadonlySet<string> = new Set(['https', 'http', 'ssh', 'git+ssh', 'ssh+git', 'git', 'file']);

/** A URL, `host:path` as scp writes it, or a local path. */
export function remoteUrl(text: string, folder: string): RemoteUrl {
  if (text.trim() === '' || text.startsWith('-') || /\p{Cc}/u.test(text)) throw badUrl(JSON.stringify(text));
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):\/\//.exec(text)?.[1]?.toLowerCase();
  if (scheme !== undefined) {
    if (!SCHEMES.has(scheme)) throw badUrl(text);
    const password = /^[^/]+:\/\/[^/@]*?:([^/]*)@/.exec(text)?.[1] ?? null;
    const shown = text.replace(/^([^/]+:\/\/)[^/]*@/, (whole, begin: string) =>
      scheme.includes('ssh') && password === null ? whole : begin,
    );
    return { url: text, shown, password: password === '' ? null : password };
  }
  // `ext::program` and its like start programs.
  if (/^[A-Za-z0-9+.-]+::/.test(text)) throw badUrl(text);
  if (/^[A-Za-z]:[\\/]/.test(text)) throw badUrl(`${text}, a path of Windows`);
  const isLocal = !/^[^/]*:/.test(text);
  const url = isLocal ? resolve(folder, text) : text;
  return { url, shown: url, password: null };
}

/** What git said, for people: without a password, its own prefixes kept, not endless. */
export function spoken({ password }: RemoteUrl, said: string): string {
  const clean = (password === null ? said : said.replaceAll(password, '***')).replace(/:\/\/[^/\s@']*@/g, '://');
  const told = clean
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('hint:'));
  return told.join('; ').slice(0, 600) || 'nothing';
}

function badUrl(got: string): UserError {
  return new UserError({
    code: 'remote-invalid',
    what: 'option --to',
    got,
    expected: 'a git repository: https://…, ssh://…, host:path, file://… or a local path',
    fix: 'give the address that `git clone` takes',
  });
}
