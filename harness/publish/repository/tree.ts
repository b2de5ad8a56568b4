import { join } from 'node:path';
import type { Git } from '../git/git.ts';

/** One file of a tree in the private repository. */
export interface TreeEntry {
  readonly mode: string;
  readonly type: string;
  readonly oid: string;
  /** Null for what is no file, such as a submodule. */
  readonly bytes: number | null;
  readonly path: string;
}

export const REGULAR = '100644';

export async function entriesOf(git: Git, tree: string): Promise<TreeEntry[]> {
  const listed = await git.local(['ls-tree', '-r', '-l', '-z', tree]);
  return listed.split('\0').flatMap((line) => {
    const [, mode, type, oid, size, path] = /^(\d+) (\w+) ([0-9a-f]+) +(\d+|-)\t(.*)$/s.exec(line) ?? [];
    if (mode === undefined || type === undefined || oid === undefined || path === undefined) return [];
    return [{ mode, type, oid, bytes: size === '-' ? null : Number(size), path }];
  });
}

/** Object ids of files on disk, byte for byte. */
export async function storeFiles(git: Git, paths: readonly string[]): Promise<string[]> {
  if (paths.length === 0) return [];
  const stored = await git.local(['hash-object', '-w', '--no-filters', '--stdin-paths'], {
    stdin: paths.map((path) => `${path}\n`).join(''),
  });
  return stored.trim().split('\n');
}

/** An index of one publish, apart from any other. */
export class Staging {
  readonly #git: Git;
  readonly #env: Readonly<Record<string, string>>;

  constructor(git: Git, work: string) {
    this.#git = git;
    this.#env = { GIT_INDEX_FILE: join(work, 'index') };
  }

  async readTree(tree: string | null): Promise<void> {
    await this.#git.local(['read-tree', ...(tree === null ? ['--empty'] : [tree])], { env: this.#env });
  }

  async put(files: readonly Pick<TreeEntry, 'oid' | 'path'>[]): Promise<void> {
    if (files.length === 0) return;
    const stdin = files.map(({ oid, path }) => `${REGULAR} ${oid}\t${path}\0`).join('');
    await this.#git.local(['update-index', '-z', '--index-info'], { stdin, env: this.#env });
  }

  async writeTree(): Promise<string> {
    return (await this.#git.local(['write-tree'], { env: this.#env })).trim();
  }

  /** Writes these files, and no others, into an empty folder: plain files under names that were checked, links as their text. */
  async materialise(paths: readonly string[], folder: string): Promise<void> {
    if (paths.length === 0) return;
    const stdin = paths.map((path) => `${path}\0`).join('');
    await this.#git.local(['checkout-index', '--quiet', '-z', '--stdin'], {
      stdin,
      cwd: folder,
      env: { ...this.#env, GIT_WORK_TREE: folder },
    });
  }
}
