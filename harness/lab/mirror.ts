import { readdirSync, readFileSync } from 'node:fs';
import { UserError } from '../core/errors.ts';

/**
 * The mirror that this machine's own sources name for Debian, in both formats (sources.list(5)). No host is written down here: where
 * the machine may not reach the usual one, its sources name another.
 */
export function findMirror(sources: readonly string[]): string | null {
  const uris = sources.flatMap((text) =>
    text.split('\n').flatMap((line) => {
      const found = /^URIs:\s*(.+)$/i.exec(line)?.[1] ?? /^deb\s+(?:\[[^\]]*\]\s+)?(\S+)/.exec(line)?.[1];
      return found?.trim().split(/\s+/) ?? [];
    }),
  );
  // Snapshots are dated and security archives have no backports; other vendors' sources do not end in /debian.
  return (
    uris.find((uri) => /\/debian\/?$/.test(uri) && /^(https?|file|mirror\+file):/.test(uri) && !uri.includes('snapshot')) ?? null
  );
}

export function machineMirror(): string {
  const mirror = findMirror(sourceFiles().map((file) => readFileSync(file, 'utf8')));
  if (mirror !== null) return mirror;
  throw new UserError({
    code: 'lab-no-mirror',
    what: 'no mirror of Debian is known on this machine',
    got: `${sourceFiles().length} files of package sources without one`,
    expected: 'an entry whose address ends in /debian in /etc/apt/sources.list or /etc/apt/sources.list.d',
    fix: 'name one with --mirror URL',
  });
}

function sourceFiles(): string[] {
  const folder = '/etc/apt/sources.list.d';
  return ['/etc/apt/sources.list', ...names(folder).map((name) => `${folder}/${name}`)].filter(isReadable);
}

function names(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => /\.(list|sources)$/.test(name));
  } catch {
    return []; // Not a machine with apt: the complaint above says so.
  }
}

function isReadable(path: string): boolean {
  try {
    readFileSync(path);
    return true;
  } catch {
    return false;
  }
}
