import { mkdirSync, readdirSync, rmdirSync, statSync, unlinkSync } from 'node:fs';
import { errorCode } from '../../harness/core/errors.ts';
import type { Loop } from '../../harness/core/workload.ts';
import { flatPath, parentOf } from '../inputs/flat-path.ts';
import { item } from '../inputs/item.ts';
import { directoryContents } from './directory-contents.ts';
import { timesAt } from './spread.ts';
import { ownSubtrees } from './subtrees.ts';
import { CHECKOUT, createdContent, INSTALL, readTrees, shareOf } from './trees.ts';
import { CREATE, writeWhole } from './whole-file.ts';

/**
 * Chains of calls with the shares that were traced from npm and git: a workload without the ENOENT and EEXIST of real programs misses
 * what entry caching in 9P and FUSE changes most.
 */
interface Chain {
  readonly tree: string;
  /** Per ten files: stat before the file exists, mkdir of its directory that exists, stat after. */
  readonly missing: number;
  readonly mkdirs: number;
  readonly stats: number;
}

/** `npm ci`, warm cache, empty target: stat ENOENT 1.11, mkdir EEXIST 1.37, stat ok 1.48 per file. */
const INSTALL_CHAIN: Chain = { tree: INSTALL, missing: 11, mkdirs: 14, stats: 15 };
/** The work tree of `git clone`: 2.2 stat per file, 53 % of them ENOENT. */
const CHECKOUT_CHAIN: Chain = { tree: CHECKOUT, missing: 12, mkdirs: 0, stats: 10 };

/** npm and git write at most about this much at once. */
const PIECE_BYTES = 16 * 1024;
const NO_THROW = { throwIfNoEntry: false } as const;

export const mixInstall: Loop = chainLoop(INSTALL_CHAIN);
export const mixCheckout: Loop = chainLoop(CHECKOUT_CHAIN);

function chainLoop({ tree, missing, mkdirs, stats }: Chain): Loop {
  return (args, share) => {
    const { root, plan, seed } = readTrees(args);
    const all = plan.files.map((file, index) => ({ file, index }));
    const links = shareOf(all, share).map(({ file, index }) => ({
      path: flatPath(`${root}/${tree}`, file.path),
      parent: flatPath(`${root}/${tree}`, parentOf(file.path)),
      content: createdContent(tree, file, seed),
      missing: timesAt(index, missing),
      mkdirs: timesAt(index, mkdirs),
      stats: timesAt(index, stats),
    }));
    let enoent = 0;
    let eexist = 0;
    let found = 0;
    return {
      operations: links.length,
      run(index) {
        const link = item(links, index);
        for (let i = 0; i < link.missing; i++) {
          if (statSync(link.path, NO_THROW) !== undefined) throw new Error(`${link.path}: exists, expected ENOENT`);
          enoent++;
        }
        for (let i = 0; i < link.mkdirs; i++) {
          expectExisting(link.parent);
          eexist++;
        }
        writeWhole(link.path, link.content, CREATE, PIECE_BYTES);
        for (let i = 0; i < link.stats; i++) {
          statSync(link.path);
          found++;
        }
      },
      outcomes: () => ({ ENOENT: enoent, ...(mkdirs > 0 ? { EEXIST: eexist } : {}), 'stat-ok': found }),
    };
  };
}

/** `recursive: true` would not throw, but adds a stat that npm does not make. */
function expectExisting(path: string): void {
  try {
    mkdirSync(path);
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return;
    throw error;
  }
  throw new Error(`${path}: made by mkdir, expected EEXIST`);
}

/**
 * `git status`: traced as two getdents64 per directory, which is one listing (the second call finds the end), and two stat per file.
 * One operation is one directory of the checkout.
 */
export const mixStatus: Loop = (args, share) => {
  const { root, plan } = readTrees(args);
  const directories = shareOf(directoryContents(`${root}/${CHECKOUT}`, plan), share);
  let entries = 0;
  let found = 0;
  return {
    operations: directories.length,
    run(index) {
      const { path, files, entries: expected } = item(directories, index);
      const got = readdirSync(path).length;
      if (got !== expected) throw new Error(`${path}: ${got} entries, expected ${expected}`);
      for (let pass = 0; pass < 2; pass++) for (const file of files) statSync(file);
      entries += got;
      found += 2 * files.length;
    },
    outcomes: () => ({ entries, 'stat-ok': found }),
  };
};

/** `rm -rf` was traced with three getdents64 per directory; a listing makes two. Tenths, as in a chain. */
const REMOVE_LISTINGS = 15;

/** `rm -rf` of both filled trees, children first: listings, unlink of each file, rmdir. One operation is one directory. */
export const mixRemove: Loop = (args, share) => {
  const { root, plan } = readTrees(args);
  const own = new Set(ownSubtrees(plan.directories, share));
  // The root of a tree goes last and stays: other threads may still be working below it.
  if (share.thread === 0) own.add('');
  const directories = [INSTALL, CHECKOUT].flatMap((tree) =>
    directoryContents(`${root}/${tree}`, plan)
      .map((directory, index) => ({ ...directory, listings: timesAt(index, REMOVE_LISTINGS) }))
      .filter(({ relative }) => own.has(relative))
      .reverse(),
  );
  let removed = 0;
  return {
    operations: directories.length,
    run(index) {
      const { path, relative, files, listings } = item(directories, index);
      for (let pass = 0; pass < listings; pass++) readdirSync(path);
      for (const file of files) unlinkSync(file);
      if (relative !== '') rmdirSync(path);
      removed += files.length;
    },
    outcomes: () => ({ unlinked: removed }),
  };
};
