import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';

export type ManifestEntry =
  | { readonly path: string; readonly kind: 'file'; readonly size: number; readonly sha256: string }
  | { readonly path: string; readonly kind: 'link'; readonly target: string };

/** npm's own record of what it installed: it must be there, but its content is npm's business and differs between versions. */
const HIDDEN_LOCK = '.package-lock.json';

/** Everything below a `node_modules`, in the order of its paths. Modes are left out: a Windows drive may fix them. */
export function readManifest(root: string): ManifestEntry[] {
  const entries: ManifestEntry[] = [];
  let hasHiddenLock = false;
  const visit = (folder: string): void => {
    for (const name of readdirSync(join(root, folder))) {
      const path = folder === '' ? name : `${folder}/${name}`;
      const at = join(root, path);
      const stats = lstatSync(at);
      if (stats.isDirectory()) visit(path);
      else if (stats.isSymbolicLink()) entries.push({ path, kind: 'link', target: readlinkSync(at) });
      else if (path === HIDDEN_LOCK) hasHiddenLock = true;
      else entries.push(fileEntry(path, readFileSync(at)));
    }
  };
  visit('');
  if (!hasHiddenLock) throw new Error(`${HIDDEN_LOCK} is missing: npm did not finish`);
  return inOrder(entries);
}

export function fileEntry(path: string, content: Uint8Array): ManifestEntry {
  return { path, kind: 'file', size: content.length, sha256: createHash('sha256').update(content).digest('hex') };
}

export function inOrder(entries: readonly ManifestEntry[]): ManifestEntry[] {
  return [...entries].sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** The first difference in words, or null. Both sides are in the order of {@link inOrder}. */
export function firstDifference(expected: readonly ManifestEntry[], found: readonly ManifestEntry[]): string | null {
  for (let index = 0; index < Math.max(expected.length, found.length); index++) {
    const wanted = expected[index];
    const present = found[index];
    if (wanted === undefined) return `${present?.path} is there but was not expected`;
    if (present === undefined || present.path > wanted.path) return `${wanted.path} is missing`;
    if (present.path < wanted.path) return `${present.path} is there but was not expected`;
    const [want, got] = [describe(wanted), describe(present)];
    if (want !== got) return `${wanted.path} is ${got}, expected ${want}`;
  }
  return null;
}

function describe(entry: ManifestEntry): string {
  return entry.kind === 'link' ? `a link to ${entry.target}` : `a file of ${entry.size} bytes with sha256 ${entry.sha256}`;
}
